package mptcp.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SensitivityTest {
    /** So that 900us comes before 1ms, and 900k before 1m. */
    @ParameterizedTest
    @CsvSource({"5,5", "-1.5,-1.5", "10%,0.1", "20m,20e6", "1.5k,1500", "64ki,65536", "250us,250e-6", "20ms,0.02", "2min,120", "100p,100",
        "minrtt,NaN", "'',NaN"})
    void numbersOfSweptValues(String text, double number) {
        assertEquals(number, Sensitivity.number(text), Double.isNaN(number) ? 0 : Math.abs(number) * 1e-12);
    }
}
