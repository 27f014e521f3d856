package mptcp.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    /** What the index is to find. */
    static final class Marked {
        private Marked() {}

        @Row({3, 7})
        static void shown() {}

        @Row(7)
        static void shownAsWell() {}
    }

    @Test
    void listsTheTestsOfEachRow() throws Exception {
        Path classes = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        var rows = RowIndex.of(List.of(classes));
        assertEquals(new TreeSet<>(List.of("Marked.shown")), rows.get(3));
        assertEquals(new TreeSet<>(List.of("Marked.shown", "Marked.shownAsWell")), rows.get(7));
        assertEquals(2, rows.size());
    }
}
