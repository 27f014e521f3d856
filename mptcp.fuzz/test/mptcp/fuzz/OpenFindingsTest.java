package mptcp.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Inputs that break something known and not mended: once it is, they go to {@link CorpusTest}'s. */
class OpenFindingsTest {
    @Tag("open")
    @FuzzTest
    void arrival(byte[] data) {
        ArrivalTarget.fuzzerTestOneInput(data);
    }

    @Tag("open")
    @FuzzTest
    void connection(byte[] data) {
        ConnectionTarget.fuzzerTestOneInput(data);
    }
}
