package mptcp.api.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TagsTest {
    @ParameterizedTest
    @CsvSource({"5,5", "-5,-5", "+5,5", "10k,10240", "10K,10240", "2M,2097152", "1G,1073741824", "0.5k,512", "x,77", "'',77", "5x,77",
        "99999999999G,77"})
    void numbers(String value, long number) {
        assertEquals(number, Tags.of("cost=" + value).number("cost", 77));
    }
}
