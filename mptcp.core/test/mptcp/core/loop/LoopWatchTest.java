package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A loop that gets no processor is not stuck; the machine is busy. */
class LoopWatchTest {
    @ParameterizedTest
    @CsvSource({
            "RUNNABLE, 0, 3, true", // nothing was left for it
            "RUNNABLE, 99999999, 19, true",
            "RUNNABLE, 100000000, 3, false", // an endless loop
            "RUNNABLE, 0, 20, false", // in native code, it may be
            "WAITING, 0, 3, false",
            "TIMED_WAITING, 0, 3, false",
            "BLOCKED, 0, 3, false"})
    void whatTheMachineKeepsBackIsNotStuck(Thread.State state, long usedNs, int looks, boolean waits) {
        assertEquals(waits, LoopWatch.waitsForProcessor(state, usedNs, looks));
    }
}
