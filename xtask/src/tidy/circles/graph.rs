//! Which edges close a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A directed graph; an edge weighs as much as it has uses.
pub(super) struct Graph<'a> {
    edges: BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(weighted: impl Iterator<Item = (&'a str, &'a str, usize)>) -> Self {
        let mut edges: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (from, to, weight) in weighted {
            edges.entry(from).or_default().insert(to, weight);
            edges.entry(to).or_default();
        }
        Self { edges }
    }

    /// Edges without which there is no circle: of each strongly connected component those that point against an order in
    /// which few uses do.
    pub(super) fn closing_edges(&self) -> Vec<(&'a str, &'a str)> {
        let mut closing = Vec::new();
        for component in self.components() {
            let order = self.order(&component);
            for (place, from) in order.iter().enumerate() {
                // What is used stands before what uses it.
                closing.extend(order[place + 1..].iter().filter(|to| self.weight(from, to) > 0).map(|to| (*from, *to)));
            }
        }
        closing
    }

    /// The shortest way from a node to another, both included.
    pub(super) fn way(&self, from: &'a str, to: &'a str) -> Vec<&'a str> {
        let mut before: BTreeMap<&str, &str> = BTreeMap::new();
        let mut next = VecDeque::from([from]);
        while let Some(node) = next.pop_front().filter(|node| *node != to) {
            for neighbour in self.edges[node].keys() {
                if *neighbour != from && !before.contains_key(neighbour) {
                    before.insert(neighbour, node);
                    next.push_back(neighbour);
                }
            }
        }
        let mut way = vec![to];
        while let Some(node) = before.get(way[way.len() - 1]) {
            way.push(node);
        }
        way.reverse();
        way
    }

    /// The strongly connected components of two nodes and more.
    fn components(&self) -> Vec<Vec<&'a str>> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.edges.keys().map(|node| (*node, self.reached_from(node))).collect();
        let mut components: Vec<Vec<&str>> = Vec::new();
        for node in self.edges.keys() {
            if components.iter().any(|component| component.contains(node)) {
                continue;
            }
            let component: Vec<&str> =
                reached[node].iter().filter(|other| reached[*other].contains(node)).copied().collect();
            if component.len() > 1 {
                components.push(component);
            }
        }
        components
    }

    fn reached_from(&self, start: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut next = vec![start];
        while let Some(node) = next.pop() {
            next.extend(self.edges[node].keys().filter(|neighbour| reached.insert(**neighbour)));
        }
        reached
    }

    /// An order in which few uses point to a later node: single nodes are moved as long as that makes fewer of them.
    fn order(&self, component: &[&'a str]) -> Vec<&'a str> {
        let mut order = component.to_vec();
        let mut least = self.against(&order);
        loop {
            let before = least;
            for node in component {
                for place in 0..order.len() {
                    let mut moved: Vec<&str> = order.iter().filter(|other| *other != node).copied().collect();
                    moved.insert(place, node);
                    let against = self.against(&moved);
                    if against < least {
                        (order, least) = (moved, against);
                    }
                }
            }
            if least == before {
                return order;
            }
        }
    }

    fn against(&self, order: &[&str]) -> usize {
        let later =
            |place: usize, from: &&str| order[place + 1..].iter().map(|to| self.weight(from, to)).sum::<usize>();
        order.iter().enumerate().map(|(place, from)| later(place, from)).sum()
    }

    fn weight(&self, from: &str, to: &str) -> usize {
        self.edges[from].get(to).copied().unwrap_or(0)
    }
}
