package mptcp.core.mp.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.core.wire.IpAddress;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Ids of addresses against the rules, not against another allocator: over any sequence of announcing, withdrawing, joining,
 * losing and returning, with as many steps as make the ids go round several times.
 */
class AddressIdsProperties {
    private static final int ADDRESSES = 300;
    private static final int PORT = 4000;
    private static final int CONFIGURED = 7;

    private enum Kind {
        /** Something is to hold the id of an address: an announcement, a subflow. */
        HOLD,
        /** It holds no more; the address keeps its id. */
        LET_GO,
        /** The address is withdrawn; the withdrawal holds the id. */
        WITHDRAW,
        /** The peer has heard of the withdrawal of this address. */
        HEARD
    }

    private record Step(Kind kind, int address, boolean port) {}

    private record Place(int address, int port) {}

    private final Map<Place, Integer> ids = new HashMap<>();
    private final BitSet holding = new BitSet();
    private final Map<Integer, Integer> withdrawing = new HashMap<>();

    private static IpAddress address(int n) {
        return new IpAddress(0, IpAddress.v4(10 << 24 | n));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(Tuple.of(6, Kind.HOLD), Tuple.of(2, Kind.LET_GO),
                Tuple.of(4, Kind.WITHDRAW), Tuple.of(4, Kind.HEARD));
        Arbitrary<Integer> few = Arbitraries.integers().between(0, 9);
        Arbitrary<Integer> addresses = Arbitraries.frequencyOf(Tuple.of(3, few),
                Tuple.of(2, Arbitraries.integers().between(0, ADDRESSES)));
        return Combinators.combine(kinds, addresses, Arbitraries.of(false, false, true)).as(Step::new).list()
                .ofMinSize(1).ofMaxSize(1500);
    }

    @Property(tries = 60)
    void theRulesHold(@ForAll("steps") List<Step> steps) {
        ids.clear();
        holding.clear();
        withdrawing.clear();
        List<Endpoint> endpoints = List.of(Endpoint.of(CONFIGURED, inet(5)).withSignal(true));
        AddressIds tested = new AddressIds(address(0), PORT, () -> endpoints, this::held);
        for (Step s : steps) {
            Place place = new Place(s.address, s.port && s.address > 0 ? PORT + 1 : 0);
            switch (s.kind) {
                case HOLD -> hold(tested, place);
                case LET_GO -> {
                    if (ids.containsKey(place)) {
                        holding.clear(ids.get(place));
                    }
                }
                case WITHDRAW -> withdraw(tested, place);
                default -> withdrawing.values().removeIf(n -> n == s.address);
            }
        }
    }

    private boolean held(int id) {
        return holding.get(id) || withdrawing.containsKey(id);
    }

    private void hold(AddressIds tested, Place place) {
        boolean full = !ids.containsKey(place) && allHeld();
        boolean knownBefore = tested.find(address(place.address), place.port) >= 0;
        int id = tested.of(address(place.address), place.port);
        if (id == AddressIds.NONE) {
            assertTrue(full && !knownBefore, "none was free, it said of " + place);
            return;
        }
        assertTrue(id >= 0 && id <= 255, () -> "an id of one byte, not " + id);
        if (id == AddressIds.FIRST) {
            assertEquals(new Place(0, 0), place, "0 is the first subflow's address");
        }
        if (place.equals(new Place(0, 0)) && !withdrawing.containsKey(0) && !holdsOther(place)) {
            assertEquals(AddressIds.FIRST, id, "the first subflow's address has 0 unless its withdrawal is on the way");
        }
        assertTrue(!withdrawing.containsKey(id), () -> "the peer may still end what has the id " + id);
        ids.forEach((other, theirs) -> {
            if (!other.equals(place) && holding.get(theirs)) {
                assertNotEquals(theirs, id, () -> place + " has the id of " + other);
            }
        });
        if (ids.containsKey(place) && holding.get(ids.get(place))) {
            assertEquals(ids.get(place), id, "an address that is in use keeps its id");
        }
        if (place.address == 5 && place.port == 0 && !knownBefore && !heldByOther(CONFIGURED)) {
            assertEquals(CONFIGURED, id, "the id that the host's list gives");
        }
        ids.values().removeIf(theirs -> theirs == id);
        ids.put(place, id);
        holding.set(id);
        assertEquals(id, tested.find(address(place.address), place.port));
        assertEquals(address(place.address), tested.address(id));
    }

    /** It was given an ordinary id while 0 was on its way out, and has it still. */
    private boolean holdsOther(Place place) {
        Integer id = ids.get(place);
        return id != null && id != AddressIds.FIRST;
    }

    private boolean heldByOther(int id) {
        return held(id) || ids.containsValue(id);
    }

    private boolean allHeld() {
        for (int id = 1; id <= 255; id++) {
            if (!held(id)) {
                return false;
            }
        }
        return true;
    }

    private void withdraw(AddressIds tested, Place place) {
        Integer id = ids.remove(place);
        if (id != null && tested.known(id)) {
            holding.clear(id);
            tested.withdraw(id);
            withdrawing.put(id, place.address);
            assertTrue(!tested.known(id));
        }
    }

    private static InetAddress inet(int n) {
        return address(n).inet();
    }

    /** A mobile host: one address comes and goes a thousand times while another stays. */
    @Property(tries = 5)
    void theyGoRound(@ForAll boolean heardAtOnce) {
        BitSet held = new BitSet();
        AddressIds tested = new AddressIds(address(0), PORT, List::of, held::get);
        int stays = tested.of(address(1), 0);
        held.set(stays);
        int before = -1;
        for (int i = 0; i < 1000; i++) {
            int id = tested.of(address(2), 0);
            assertTrue(id > 0 && id <= 255 && id != stays && id != before, "round " + i + ": " + id);
            tested.withdraw(id);
            if (!heardAtOnce && before >= 0) {
                held.clear(before); // one round later
            }
            held.set(id, !heardAtOnce);
            before = id;
        }
        held.set(1, 256);
        assertEquals(AddressIds.NONE, tested.of(address(999), 0), "all are in use: said, not 256 or 0");
        held.clear(77);
        assertEquals(77, tested.of(address(999), 0));
    }
}
