package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends of the stream that lie (RFC 8684 section 3.3.3): the application reads right bytes and an end, or is told an error; it
 * does not wait for ever, and the connection can be got rid of.
 */
@Timeout(60)
final class DataFinTest {
    private static final long SECOND = 1_000_000_000;

    private static Map<String, Consumer<Peer>> lies() {
        Map<String, Consumer<Peer>> lies = new LinkedHashMap<>();
        lies.put("data beyond it", p -> {
            fin(p, p.next());
            p.nextData(p.wire(), 500).attack();
        });
        lies.put("data beyond it, before it", p -> {
            long at = p.next() + 100;
            p.nextData(p.wire(), 500).attack();
            fin(p, at);
        });
        lies.put("data across it", p -> {
            fin(p, p.next() + 100);
            p.nextData(p.wire(), 500).attack();
        });
        lies.put("data ahead of a gap beyond it, then the gap", p -> {
            p.wire().seg().seq(p.wire().next() + 100).data(p.next() + 100, 400).dack()
                    .map(p.next() + 100, p.wire().next() + 100, 400).attack();
            fin(p, p.next() + 200);
            p.nextData(p.wire(), 100).attack();
        });
        lies.put("later and later", p -> {
            for (int i = 0; i < 1000; i++) {
                fin(p, p.next() + i);
            }
        });
        lies.put("earlier and earlier", p -> {
            for (int i = 1000; i >= 0; i--) {
                fin(p, p.next() + i);
            }
        });
        lies.put("moved below what was received", p -> {
            fin(p, p.next() + 100);
            fin(p, p.next() - 500);
            p.nextData(p.wire(), 100).attack();
        });
        lies.put("below what was received", p -> fin(p, p.next() - 500));
        lies.put("at the first byte", p -> fin(p, 0));
        lies.put("before the first byte", p -> fin(p, -1));
        for (long d : new long[] {1 << 20, 1 << 30, 1L << 31, (1L << 32) - 1, 1L << 32, 1L << 40, 1L << 62,
            Long.MAX_VALUE - 10_000, -(1L << 31), -(1L << 32), Long.MIN_VALUE}) {
            lies.put(d + " away", p -> fin(p, p.next() + d));
        }
        lies.put("with a length of 65535", p -> p.wire().seg().data(p.next(), 10).dack()
                .map(p.next(), p.wire().next(), 65_535).dataFin().attack());
        lies.put("with data, repeated with other data", p -> {
            p.wire().seg().data(p.next(), 10).dack().map(p.next(), p.wire().next(), 11).dataFin().attack();
            p.wire().seg().data(p.next(), 20).dack().map(p.next(), p.wire().next(), 21).dataFin().attack();
            p.wire().sent(10);
        });
        lies.put("in order, and then the stream goes on", p -> {
            fin(p, p.next());
            for (int i = 0; i < 50; i++) {
                p.nextData(p.wire(), 500).attack();
            }
        });
        lies.put("and a FIN of the subflow before its data", p -> {
            fin(p, p.next() + 1000);
            p.wire().seg().flags("F.").dack().attack();
        });
        lies.put("and then an infinite mapping", p -> {
            fin(p, p.next() + 100);
            p.wire().seg().data(p.next(), 500).dack().map(p.next(), p.wire().next(), 0).attack();
        });
        return lies;
    }

    private static void fin(Peer p, long offset) {
        p.wire().seg().dack().dataFin(offset).attack();
    }

    /** On which paths the same DATA_FIN is answered again and again. */
    @Test
    void repeatedOverManySubflows() {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            p.join("10.0.2.3", 2);
            p.join("10.0.2.4", 3);
            p.join("10.0.2.5", 4);
            byte[] fin = p.wire().seg().dack().dataFin(p.next()).bytes();
            t.inject(fin);
            long before = t.sentPackets();
            t.storm(2_000, i -> fin);
            long answers = t.sentPackets() - before;
            assertTrue(answers <= 2_500, () -> answers + " packets in answer to 2000");
            t.bystanderGoesOn();
            t.report("the same DATA_FIN on one of four subflows, 2000", Figures.Foe.PEER, answers + " answers; exchanges");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lies(boolean closesBefore) {
        List<String> broken = new ArrayList<>();
        lies().forEach((name, lie) -> {
            try (Target t = Target.small(c -> c.closeTimeoutNs(60 * SECOND))) {
                Peer p = t.peer().connect();
                p.exchange(1000);
                if (closesBefore) {
                    p.app().socket().shutdownOutput();
                    t.run();
                }
                lie.accept(p);
                p.app().drain();
                t.advance(SECOND);
                long whole = p.app().drain().read();
                if (p.app().lives() && !p.app().ended()) {
                    p.exchangeIfPossible();
                }
                p.app().drain();
                assertTrue(!p.app().ended() || p.app().read() >= whole, "the end came and then more bytes");
                p.app().socket().close();
                t.advance(4_000 * SECOND);
                assertEquals(1, t.connections().size(), () -> "the connection stays: " + t.connections());
                t.bystanderGoesOn();
                t.report(lies().size() + " DATA_FINs that lie", Figures.Foe.PEER,
                        "no wrong byte; an end or an error; nothing is left over");
            } catch (AssertionError e) {
                broken.add(name + ": " + e.getMessage() + (e.getCause() == null ? "" : " at "
                        + e.getCause().getStackTrace()[0]));
            }
        });
        assertEquals("", String.join("\n", broken));
    }

    /** What follows the end of the stream is not read, and the end is: an application that waits for it does not hang. */
    @ParameterizedTest
    @ValueSource(strings = {"data beyond it", "data beyond it, before it", "data across it",
        "data ahead of a gap beyond it, then the gap", "in order, and then the stream goes on"})
    void theApplicationLearnsOfTheEnd(String name) {
        try (Target t = new Target()) {
            Peer p = t.peer().connect();
            p.exchange(1000);
            lies().get(name).accept(p);
            t.advance(600 * SECOND);
            p.app().drain();
            assertTrue(p.app().ended() || p.app().failure() != null,
                    () -> "after ten minutes neither an end nor an error, " + p.app().read() + " bytes read");
            t.bystanderGoesOn();
            t.report("data after DATA_FIN", Figures.Foe.PEER, "the application reads an end, or is told an error");
        }
    }
}
