package mptcp.api.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StackConfigTest {
    @Test
    void aBuilderOfAConfigurationMakesTheSameAgain() {
        StackConfig c = StackConfig.builder("h").mptcpVersion(0).checksums(true).maxSubflows(3).windowScale(5)
                .sendBuffer(8192, 16384).receiveBuffer(4096, 65536).policySettings(Map.of("a", "b")).retries(4).build();
        assertEquals(c, c.toBuilder().build());
    }

    static Stream<UnaryOperator<StackConfig.Builder>> outOfRange() {
        return Stream.of(b -> b.mptcpVersion(2), b -> b.mptcpVersion(-2), b -> b.maxSubflows(0), b -> b.maxSubflows(33),
                b -> b.minRtoNs(0), b -> b.minRtoNs(2).maxRtoNs(1), b -> b.sendBuffer(100, 8192),
                b -> b.sendBuffer(8192, 4096), b -> b.receiveBuffer(8192, 4096), b -> b.windowScale(15),
                b -> b.receiveBuffer(8192, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void whatIsOutOfRangeIsRefused(UnaryOperator<StackConfig.Builder> setting) {
        assertThrows(IllegalArgumentException.class, () -> setting.apply(StackConfig.builder("h")).build());
    }

    @Test
    void settingsOfPoliciesCannotBeChangedFromOutside() {
        StackConfig c = StackConfig.builder("h").policySettings(Map.of("a", "b")).build();
        assertThrows(UnsupportedOperationException.class, () -> c.policySettings().put("c", "d"));
    }

    @Test
    void seededEntropyRepeatsAndSecureEntropyDoesNot() {
        Entropy a = Entropy.seeded(7);
        Entropy b = Entropy.seeded(7);
        assertEquals(a.nextKey(), b.nextKey());
        assertEquals(a.nextNonce(), b.nextNonce());
        Entropy secure = Entropy.secure();
        long distinct = Stream.generate(secure::nextLong).limit(1000).distinct().count();
        assertEquals(1000, distinct);
        assertTrue(secure.nextIsn() < 0, "sequence numbers are computed unless a test forces them");
    }
}
