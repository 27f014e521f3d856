package mptcp.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Each input of the repository as a test: seeds, what long runs found worth keeping, and what once broke something. In an
 * IDE, JAZZER_FUZZ=1 fuzzes.
 */
class CorpusTest {
    @FuzzTest
    void wire(byte[] data) {
        WireTarget.fuzzerTestOneInput(data);
    }

    @FuzzTest
    void arrival(byte[] data) {
        ArrivalTarget.fuzzerTestOneInput(data);
    }

    @FuzzTest
    void connection(byte[] data) {
        ConnectionTarget.fuzzerTestOneInput(data);
    }
}
