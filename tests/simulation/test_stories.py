"""Stories that a simulation found to end wrong once, each as short as it could be made."""

from tests.simulation.simulation import assert_true

CALM = (0, False, "")


def test_a_candidate_that_is_served_when_the_source_is_empty_is_known_by_its_own_model() -> None:
    assert_true([("write", 58, [4]), ("sync", CALM, True, False), ("set_model", 1), ("empty",), ("agree",)])


def test_points_that_others_wrote_do_not_end_the_copy_for_searchers() -> None:
    assert_true([("write", 62, [24]), ("settle",), ("write", 68, [5]), ("exchange_points", 1, 1), ("all_steps", CALM)])


def test_a_document_that_was_published_and_never_read_again_is_not_said_to_be_served() -> None:
    published = [("write", 3, [9]), ("settle",), ("write", 4, [26]), ("publish", CALM)]
    assert_true([*published, ("spoil", 1, 1), ("agree",)])


def test_a_lost_file_after_an_upgrade_does_not_put_another_chunker_in_force_that_is_never_served() -> None:
    upgraded = [("write", 3, [9, 2, 5]), ("settle",), ("cut_otherwise",)]
    assert_true([*upgraded, ("lose_file", 1, 0), ("write", 27, [26]), ("settle",), ("agree",)])
    assert_true([*upgraded, ("lose_table", 1), ("write", 27, [26]), ("settle",), ("agree",)])


def test_what_cannot_be_read_and_is_lost_with_its_point_holds_up_nobody_once_it_is_repaired() -> None:
    kept = [("write", 3, [9]), ("write", 4, [26]), ("settle",), ("spoil", 0, 1), ("settle",)]
    lost = [("lose_file", 2, 0), ("lose_file", 2, 0)]
    assert_true([*kept, *lost, ("drop_collection", 0), ("settle",), ("revert", 0)])
    assert_true([*kept, *lost, ("settle",), ("drop_collection", 0)])  # the repair has taken it from its point


def test_passages_that_an_older_chunker_cut_do_not_say_which_collection_is_filled() -> None:
    kept = [("write", 3, [9]), ("write", 4, [26]), ("settle",), ("spoil", 0, 1)]
    assert_true([*kept, ("set_model", 2), ("sync", CALM, True, False), ("delete", 1)])


def test_what_is_lost_and_was_cut_by_a_chunker_that_is_gone_says_what_helps() -> None:
    killed = [("write", 96, [26]), ("sync", (4, True, ""), True, True), ("lose_file", 2, 5)]
    assert_true([*killed, ("cut_otherwise",), ("agree",)])


def test_a_repair_that_wants_a_model_first_is_started_again_once_it_is_back() -> None:
    assert_true([("write", 27, [10]), ("all_steps", CALM), ("lose_file", 0, 6), ("hide_model", 0), ("settle",)])


def test_what_could_not_be_read_while_a_field_came_gets_it_once_it_can() -> None:
    two = [("write", 53, [2]), ("rename", 24, 94), ("revert", 57), ("write", 0, [7]), ("rename", 63, 66)]
    upgraded = [("all_steps", CALM), ("spoil", 82, 0), ("rename", 3, 35), ("new_field",), ("all_steps", CALM)]
    assert_true([*two, *upgraded, ("revert", 86), ("settle",)])


def test_what_is_gone_before_its_first_yes_and_comes_back_waits_for_it_again() -> None:
    pages = [("write", 49, [2]), ("rename", 30, 75), ("write", 45, [20]), ("move_folder", 1, 1), ("write", 89, [11])]
    edited = [("all_steps", CALM), ("revert", 71), ("spoil", 17, 0), ("write", 68, [14]), ("edit", 16, 187)]
    more = [("rename", 33, 34), ("write", 15, [2]), ("write", 69, [0]), ("set_limits", 0), ("write", 93, [17])]
    moved = [("move_folder", 2, 0), ("write", 95, [29]), ("edit", 86, 644), ("write", 0, [1]), ("revert", 76)]
    gone = [("all_steps", CALM), ("delete_many", 2, 0), ("settle",)]
    assert_true([*pages, *edited, *more, *moved, *gone, ("write", 50, [12]), ("revert", 63), ("settle",)])


def test_what_was_edited_when_another_model_was_agreed_to_is_served_by_it_as_it_was() -> None:
    asked = [("write", 13, [10, 17]), ("settle",), ("set_model", 2), ("settle",)]
    assert_true([*asked, ("edit", 11, 880), ("answer", CALM, 2, True), ("index", (3, True, "retry"))])
    pages = [("write", 17, [28, 15]), ("grow", 27, [13]), ("all_steps", CALM), ("set_model", 2), ("settle",)]
    served = [("revert", 97), ("answer", CALM, 4, True), ("index", CALM)]
    edited = [("grow", 19, [21, 26, 15, 16]), ("set_limits", 0), ("edit", 26, 412), ("settle",)]
    assert_true([*pages, *served, *edited])


def test_who_loses_every_race_without_locks_is_told_to_run_again_and_that_helps() -> None:
    begun = [("write", 85, [0, 14, 9, 7, 11, 29]), ("mend", CALM), ("unlock_tables",), ("write", 69, [13]), ("settle",)]
    raced = [("repeat", 94, 2), ("write", 77, [3]), ("mend", (7, False, "")), ("maintain", (1, False, "generate"), 7)]
    assert_true([*begun, *raced])


def test_a_collection_whose_making_died_is_nothing_to_roll_back_to() -> None:
    texts = [18, 12, 23, 27, 5, 1, 13, 23, 15, 23, 1, 0, 16, 2, 0, 13, 15, 20, 28, 23, 2, 24]
    assert_true([("write", 50, texts), ("sync", (15, False, ""), True, False), ("roll_back", CALM)])


def test_what_was_edited_and_gone_before_it_was_embedded_is_served_as_it_was() -> None:
    kept = [("set_limits", 0), ("write", 85, [27]), ("all_steps", CALM), ("delete", 49), ("write", 39, [0])]
    edited = [("all_steps", CALM), ("grow", 29, [11]), ("answer_deletions", CALM, True), ("delete", 26), ("settle",)]
    back = [("write", 72, [21]), ("write", 56, [11, 27, 18, 23]), ("write", 87, [27]), ("write", 13, [27])]
    assert_true([*kept, *edited, *back, ("agree",)])


def test_what_others_exchanged_is_missing_in_the_next_version_of_its_document_too() -> None:
    begun = [("write", 20, [4]), ("grow", 5, [6, 27, 3, 0]), ("write", 41, [10]), ("write", 38, [5])]
    pages = [("write", 21, [7, 4, 14, 18]), ("write", 51, [5]), ("delete", 79), ("delete", 40)]
    more = [("write", 15, [20, 11, 4, 9, 6, 7]), ("delete", 80), ("sync", CALM, True, False), ("spoil", 47, 0)]
    other = [("write", 51, [23, 17]), ("set_model", 2), ("sync", CALM, True, False), ("grow", 92, [2, 26, 24])]
    exchanged = [("write", 85, [13, 21, 2, 5, 13, 12]), ("exchange_points", 18, 3), ("publish", CALM), ("set_model", 1)]
    asked = [("generate", CALM, False, False), ("answer", (7, False, "store"), 1, True)]
    assert_true([*begun, *pages, *more, *other, *exchanged, *asked])
