package mptcp.api.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyKindTest {
    @ParameterizedTest
    @EnumSource
    void eachIsFoundByItsLabel(PolicyKind kind) {
        assertEquals(kind, PolicyKind.of(kind.label()));
    }

    @Test
    void anUnknownLabelIsToldTheKnownOnes() {
        var e = assertThrows(IllegalArgumentException.class, () -> PolicyKind.of("schedule"));
        assertTrue(e.getMessage().contains("scheduler, path, rexmit, cc"), e.getMessage());
    }
}
