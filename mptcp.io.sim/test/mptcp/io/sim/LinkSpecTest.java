package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSpecTest {
    @Test
    void readsEveryKey() {
        LinkSpec s = LinkSpec.of("rate=20m,delay=10ms,jitter=500us,queue=250k/100p,loss=1%,burst=1%/25%/90%/0.5%,"
                + "reorder=2%/5ms,duplicate=0.1%,corrupt=0.01,flip=3%,overhead=38,mtu=1400,down");
        assertEquals(20_000_000, s.rateBps());
        assertEquals(10_000_000, s.delayNs());
        assertEquals(500_000, s.jitterNs());
        assertEquals(250_000, s.queueBytes());
        assertEquals(100, s.queuePackets());
        assertEquals(0.01, s.loss());
        assertEquals(new Bursts(0.01, 0.25, 0.9, 0.005), s.bursts());
        assertEquals(0.02, s.reorder());
        assertEquals(5_000_000, s.reorderDelayNs());
        assertEquals(0.001, s.duplicate());
        assertEquals(0.01, s.corrupt());
        assertEquals(0.03, s.flip());
        assertEquals(38, s.overheadBytes());
        assertEquals(1400, s.mtu());
        assertFalse(s.up());
    }

    @ParameterizedTest
    @CsvSource({
        "rate=1.5g, 1500000000", "rate=64kbit, 64000", "rate=64kbit/s, 64000", "rate=9600, 9600", "rate=max, 0",
        "rate=20Mbps, 20000000"
    })
    void readsRates(String text, long rate) {
        assertEquals(rate, LinkSpec.of(text).rateBps());
    }

    @ParameterizedTest
    @CsvSource({"queue=64ki, 65536, 0", "queue=1.5m, 1500000, 0", "queue=10p, 0, 10", "queue=none, 0, 0",
        "queue=20p/3kb, 3000, 20"})
    void readsQueues(String text, long bytes, int packets) {
        assertEquals(bytes, LinkSpec.of(text).queueBytes());
        assertEquals(packets, LinkSpec.of(text).queuePackets());
    }

    @Test
    void changesOnlyWhatIsSaid() {
        LinkSpec s = LinkSpec.of("rate=20m,delay=10ms,down");
        assertEquals(LinkSpec.of("rate=20m delay=10ms loss=2%"), s.with("up, loss=2%"));
        assertEquals(s, s.with(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ideal", "rate=20m,delay=10ms,queue=250k,loss=1%", "rate=1234567,delay=1ns",
        "burst=1%/25%", "burst=1%/25%/50%", "burst=1%/25%/100%/1%", "reorder=1%/5ms,duplicate=0.01%",
        "queue=10p", "queue=250k/10p", "mtu=1280,down", "delay=1s,jitter=1us,overhead=38"})
    void printsWhatItReads(String text) {
        assertEquals(text, LinkSpec.of(text).toString());
    }

    @Test
    void everySpecificationSurvivesItsText() {
        SplittableRandom r = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            LinkSpec s = LinkSpec.builder()
                    .rateBps(r.nextLong(1L << 40) >>> r.nextInt(40))
                    .delayNs(r.nextLong(1L << 40)).jitterNs(r.nextLong(1L << 30))
                    .queueBytes(r.nextLong(1L << 40)).queuePackets(r.nextInt(1 << 20))
                    .loss(r.nextDouble()).bursts(new Bursts(r.nextDouble(), r.nextDouble(), r.nextDouble(), 1e-7))
                    .reorder(r.nextDouble(), r.nextLong(1L << 40)).duplicate(1e-9).corrupt(r.nextDouble())
                    .flip(r.nextDouble()).overheadBytes(r.nextInt(100)).mtu(r.nextInt(68, 65_536)).up(r.nextBoolean())
                    .build();
            assertEquals(s, LinkSpec.of(s.toString()), s::toString);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "speed=20m; 'speed=20m' in a link description: possible are rate, delay,",
        "rate; 'rate' needs a value, such as rate=20m",
        "rate=; '' is not a rate such as 20m",
        "rate=fast; 'fast' is not a rate such as 20m",
        "rate=20x; 'x' is not a unit of rate; possible are k, m, g (bit/s)",
        "rate=-1; '-1' is not a rate",
        "delay=10; '10' needs a unit: ns, us, ms, s or min",
        "delay=10x; 'x' is not a unit of time; possible are ns, us, ms, s, min",
        "delay=0.5ns; too large, or finer than can be represented",
        "queue=9x; 'x' is not a unit of size",
        "loss=101%; a probability is at most 100%",
        "loss=much; 'much' is not a probability such as 1% or 0.01",
        "burst=1%; write to-bad/to-good",
        "reorder=1%; write probability/extra delay, such as reorder=1%/5ms",
        "down=1; 'down' takes no value",
        "aqm=blue; 'blue' is no queue management; possible are red, codel,",
        "aqm=codel:ecm; codel has no 'ecm'",
        "aqm=codel:target=0s; codel: target must be more than 0",
        "aqm=red:min=9:max=3; red: min must be less than max",
        "wifi=10%; write failure/attempts after the first, such as wifi=20%/7",
        "queue=50ms; a queue in units of time needs a rate",
        "mtu=20; mtu must be 68 to 65535, not 20",
        "mtu=99999999999; mtu must be 68 to 65535"
    })
    void saysWhatIsWrong(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LinkSpec.of(text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"red", "red:min=2:max=9.5:p=7%:weight=1%:ecn", "codel",
        "codel:target=1ms:interval=20ms:ecn", "fqcodel:flows=16:quantum=300", "pie:ecn", "dualpi2:target=20ms", "step:at=7:ecn", "none"})
    void queueManagementSurvivesItsText(String aqm) {
        LinkSpec s = LinkSpec.of("rate=5m,wifi=12.5%/4,aqm=" + aqm);
        assertEquals(s, LinkSpec.of(s.toString()), s::toString);
        assertEquals(4, s.retries().most());
    }

    @Test
    void refusesImpossibleValues() {
        assertThrows(IllegalArgumentException.class, () -> LinkSpec.builder().loss(1.01).build());
        assertThrows(IllegalArgumentException.class, () -> LinkSpec.builder().loss(Double.NaN).build());
        assertThrows(IllegalArgumentException.class, () -> LinkSpec.builder().delayNs(-1).build());
        assertThrows(IllegalArgumentException.class, () -> Bursts.of(-0.1, 1));
    }
}
