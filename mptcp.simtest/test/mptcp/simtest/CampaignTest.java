package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Random worlds, each a function of its seed. {@code SIMTEST_SEED=n} replays one; {@link Campaign} runs many more of them.
 */
class CampaignTest {
    private static final long SEEDS = 320;
    /** Besides, of the wider ones. */
    private static final long WIDER = 60;

    static Scenario scenario() {
        return Scenario.of(CampaignTest.class, w -> new RandomPlan(w).lay());
    }

    @TestFactory
    Stream<DynamicTest> campaign() {
        Long wanted = Scenario.wanted();
        return wanted != null ? tests(wanted, wanted)
                : Stream.concat(tests(1, SEEDS), tests(Widening.FROM, Widening.FROM + WIDER - 1));
    }

    private static Stream<DynamicTest> tests(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(seed ->
                dynamicTest("seed " + seed, () -> scenario().run(seed)));
    }

    /**
     * A path manager tries again and again where no answer is believed, the peer being gone: tries that overlap ended the wait for a
     * subflow without a result (732373).
     */
    @Test
    void triesThatFailDoNotKeepAConnection() {
        scenario().run(732373);
    }

    /** Acknowledgements that carry a FIN, each beyond what the other can take, since somebody forged others: they answered each other without end. */
    @Test
    void twoEndsDoNotAnswerEachOtherWithoutEnd() {
        scenario().run(1051419);
    }

    /** Somebody acknowledged what he then lost: no end can know, and no wrong byte is read. */
    @Test
    void forgedAcknowledgementsMayEndInSilence() {
        scenario().run(1035843);
    }

    /** A window that was a whole segment before the fallback, in which segments grow, is less than one: nothing left any more. */
    @Test
    void aWindowIsASegmentAsItIsNow() {
        scenario().run(1205102);
    }

    /** Somebody blind sends a SYN/ACK to who has just answered a SYN, and the profile is that of FreeBSD. */
    @Test
    void aSynAckToAHalfOpenConnection() {
        scenario().run(1214043);
    }

    /** A writer waits for the buffer, then for the unsent limit that came meanwhile, and everything is acknowledged at once. */
    @Test
    void aWriterWhoWaitedForTheBufferIsToldOfTheLimit() {
        scenario().run(1400179);
    }

    /** The acknowledgement of the last FIN is the only segment that says that the end of the stream came. */
    @Test
    void theLastAcknowledgementIsTheStreamsToo() {
        scenario().run(1410989);
    }

    /** A buffer that became smaller has room for a part of a segment, whose mapping has a checksum: the rest came, and was never verified. */
    @Test
    void aMappingOfWhichAPartHasRoomIsVerifiedAsAWhole() {
        scenario().run(1430910);
    }

    /** A buffer became smaller while more than it holds waited behind a gap to be verified: what closed the gap was never taken. */
    @Test
    void asMuchIsVerifiedAsWasAdvertised() {
        scenario().run(1613533);
    }

    /** Keys and data were sent again after the end was written, with the checksum of a mapping that has the end in it. */
    @Test
    void keysThatAreSentAgainHaveTheirOwnChecksum() {
        scenario().run(1628442);
    }

    /** Somebody blind sends data to who has closed, and whose profile, FreeBSD's, refuses data before it looks at the window. */
    @Test
    void dataOfWhoKnowsNoNumberIsNotRefusedByAReset() {
        scenario().run(1446702);
    }

    /** Both ends wait in FreeBSD's TIME-WAIT, which answers acknowledgements, and do not agree: a million packets in some seconds. */
    @Test
    void timeWaitIsNoStorm() {
        scenario().run(1534905);
    }

    /** 900 writes of four bytes over a queue that drops from its head: what a timeout repeated at once lost its first, for half an hour. */
    @Test
    void smallSegmentsAreRepeatedAsAQueueCountsThem() {
        scenario().run(1453799);
    }

    @Test
    void randomWorldsAreFunctionsOfTheirSeeds() {
        for (long seed = 1; seed <= 10; seed++) {
            assertEquals(scenario().run(seed).network().eventHash(), scenario().run(seed).network().eventHash(),
                    "seed " + seed);
        }
    }
}
