use crate::prelude::*;

#[crate::read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    id: u32,
    #[serde(default)]
    sum: Number,
    #[serde(default)]
    small: u8,
}

#[crate::read_model(table = "notes")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    #[partition_key]
    id: u32,
    text: String,
}

fn total(id: u32) -> TotalKey {
    TotalKey { id }
}

fn note(id: u32) -> Note {
    Note { id, text: "note".to_owned() }
}

fn sums(writes: Writes<Total>) -> Result<String, String> {
    let writes = writes.into_result().map_err(|error| error.to_string())?;
    let changes: Vec<String> = writes.iter().map(|write| format!("{:?}", write.change)).collect();
    Ok(changes.concat())
}

#[test]
fn writes_are_collected_from_operations_and_from_other_writes() {
    let updates = || (1..4).map(|id| total(id).update().add(|a| a.small, id));
    let one_by_one = updates().fold(Writes::<Total>::new(), Writes::update);
    assert_eq!(updates().collect::<Writes<Total>>(), one_by_one);
    let each = updates().map(|update| Writes::<Only<Total, access::Update>>::new().update(update));
    assert_eq!(each.collect::<Writes<_>>().len(), 3);
    let mut more: Writes<Note> = [note(1), note(2)].iter().map(Create::new).collect();
    more.extend([NoteKey { id: 3 }.delete()]);
    more.extend([Writes::new().put(&note(4))]);
    assert_eq!(more.len(), 4);
}

type Puts = Only<Note, access::Put>;
type Deletes = Only<Note, access::Delete>;

#[test]
fn writes_to_different_models_are_joined() {
    let totals: Writes<Only<Total, access::Update>> = Writes::new().update(total(1).update().add(|a| a.small, 1));
    let notes: Writes<Only<Note, (access::Put, access::Delete)>> = Writes::new().put(&note(1));
    let pair: Writes<(Note, Total)> = Writes::new().and(totals.clone()).and(notes.clone());
    let expected: Writes<(Note, Total)> = Writes::new().update(total(1).update().add(|a| a.small, 1)).put(&note(1));
    assert_eq!(pair, expected);
    let more: Writes<(Total, Puts, Deletes)> = Writes::new().and(totals).and(notes);
    assert_eq!(more.len(), 2);
    let again: Writes<(Note, Total)> = Writes::new().and(pair);
    assert_eq!(again, expected);
}

#[test]
fn additions_to_a_row_are_summed_exactly_and_other_operations_on_it_are_an_error() {
    let add = |delta: &str| total(1).update().add(|a| a.sum, delta.parse::<Number>().unwrap());
    let joined = |updates: Vec<Update<Total>>| sums(updates.into_iter().collect());
    assert_eq!(joined(vec![add("0.1"), add("0.2")]), Ok(r#"Update({"sum": Add(0.3)})"#.to_owned()));
    let existing = total(1).update_existing().add(|a| a.small, 1);
    assert!(joined(vec![add("0.1"), existing]).is_ok(), "existence does not make an addition conditional");
    let error = joined(vec![add("1E60"), add("1")]).unwrap_err();
    assert!(error.contains("`Total.sum` has more digits than the 38"), "{error}");
    let small = |delta: i32| total(1).update().add(|a| a.small, delta);
    assert!(joined(vec![small(200), small(200)]).unwrap_err().contains("exceeds the field's range"));
    for other in [small(1).only_if(|a| a.small.lt(3)), small(1).or_skip(), total(1).update().set(|a| a.small, 1)] {
        let error = joined(vec![small(1), other]).unwrap_err();
        assert!(error.contains("two operations on one row of `Total`"), "{error}");
    }
}

#[test]
fn what_cannot_be_asked_is_an_error_of_the_writes() {
    let key = || NoteKey { id: 1 };
    let many = |count: u32| (0..count).map(|number| number.to_string());
    let error = Writes::<Note>::new().delete(key().delete().only_if(|a| a.text.is_in(many(101)))).into_result();
    assert!(error.unwrap_err().to_string().contains("the limit of `is_in` is 100"));
    let most = Writes::<Note>::new().delete(key().delete().only_if(|a| a.text.is_in(many(100)))).into_result();
    assert_eq!(most.map(|writes| writes.len()), Ok(1));
}

#[crate::read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OtherTotal {
    #[partition_key]
    id: u32,
    #[serde(default = "seven")]
    sum: Number,
    #[serde(default, alias = "little")]
    small: u8,
}

fn seven() -> Number {
    Number::from(7)
}

#[test]
fn additions_to_an_attribute_that_had_another_name_are_summed_like_any_other() {
    let add = |delta| OtherTotalKey { id: 1 }.update().add(|a| a.small, delta);
    let writes = Writes::<OtherTotal>::new().update(add(1)).update(add(2)).into_result().unwrap();
    assert_eq!(format!("{:?}", writes[0].change), r#"Update({"small": Add(3)})"#);
    let coalesced = writes[0].coalesced(&writes[0]).unwrap();
    assert_eq!(format!("{:?}", coalesced.change), r#"Update({"small": Add(6)})"#);
}

#[test]
fn additions_of_two_models_with_two_defaults_are_not_summed() {
    let one = total(1).update().add(|a| a.sum, 1);
    let other = OtherTotalKey { id: 1 }.update().add(|a| a.sum, 1);
    let writes = Writes::<(Total, OtherTotal)>::new().update(one.clone()).update(other.clone());
    let error = writes.into_result().unwrap_err().to_string();
    assert!(error.contains("two models of one table add to `OtherTotal.sum`"), "{error}");
    let one = Writes::<(Total, OtherTotal)>::new().update(one).into_result().unwrap().remove(0);
    let other = Writes::<(Total, OtherTotal)>::new().update(other).into_result().unwrap().remove(0);
    assert_eq!(one.coalesced(&other), None, "they are committed one after another");
}
