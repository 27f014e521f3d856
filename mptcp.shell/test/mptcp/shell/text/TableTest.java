package mptcp.shell.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void alignsColumnsAndTrimsLineEnds() {
        Table table = new Table("NAME", ">BYTES", "NOTE").row("a", 5, "").row("longer", 12345, null);
        assertEquals(List.of(
                "NAME    BYTES  NOTE",
                "a           5",
                "longer  12345  -"), table.lines());
    }

    @Test
    void knowsWhetherItHasRows() {
        Table table = new Table("A");
        assertTrue(table.isEmpty());
        assertFalse(table.row("x").isEmpty());
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("x"));
    }
}
