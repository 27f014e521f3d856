package mptcp.core.mib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables whose places come with the first count: nothing is counted under another's name, in whatever order they come. */
class CountersTest {
    @Test
    void eachCountsForItselfAndForItsHost() {
        Counters host = new Counters();
        Counters one = new Counters(host);
        Counters other = new Counters(host);
        Mib[] all = Mib.values();
        for (int i = all.length - 1; i >= 0; i--) { // against the order of the enumeration
            one.add(all[i], i + 1);
        }
        for (Mib counter : all) {
            other.count(counter);
        }
        for (int i = 0; i < all.length; i++) {
            assertEquals(i + 1, one.get(all[i]), all[i].label());
            assertEquals(1, other.get(all[i]), all[i].label());
            assertEquals(i + 2, host.get(all[i]), all[i].label());
        }
    }

    @Test
    void aSnapshotHasTheOrderOfTheEnumeration() {
        Counters table = new Counters();
        assertTrue(table.snapshot(false).isEmpty());
        assertEquals(Mib.values().length, table.snapshot(true).size());
        table.count(Mib.TCP_OUT_SEGS);
        table.add(Mib.IP_IN_RECEIVES, 2);
        table.add(Mib.CURR_ESTAB, 1);
        table.add(Mib.CURR_ESTAB, -1);
        List<String> names = new ArrayList<>(table.snapshot(false).keySet());
        assertEquals(List.of(Mib.IP_IN_RECEIVES.label(), Mib.TCP_OUT_SEGS.label()), names);
    }
}
