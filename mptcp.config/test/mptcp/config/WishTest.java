package mptcp.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

class WishTest {
    @Test
    void whatIsBlankIsNotWishedFor() {
        Wish wish = Wish.of("minrtt", "", null, " threshold ", List.of());
        assertEquals(Map.of(PolicyKind.SCHEDULER, "minrtt", PolicyKind.RETRANSMIT, "threshold"), wish.policies());
        assertEquals(Map.of(), wish.settings());
    }

    @Test
    void settingsInOneStringOrSeveral() {
        Map<String, String> three = Map.of("a.b", "1,2", "c", "", "d", "x=y");
        assertEquals(three, Wish.of("", "", "", "", List.of("a.b = 1,2", "c=", "d=x=y")).settings());
        assertEquals(three, Wish.of("", "", "", "", List.of("a.b=1,2; c= ;d=x=y;")).settings());
    }

    @Test
    void whatIsNoSettingIsQuoted() {
        for (String wrong : List.of("rexmit.threshold", "=2")) {
            var error = assertThrows(IllegalArgumentException.class,
                    () -> Wish.of("", "", "", "", List.of("a=1", wrong)));
            assertTrue(error.getMessage().contains("'" + wrong + "'"), error.getMessage());
        }
    }

    @Test
    void theOtherOutweighs() {
        Wish all = Wish.of("minrtt", "lia", "", "", List.of("a=1;b=2"));
        Wish own = Wish.of("blest", "", "static", "", List.of("b=3"));
        assertEquals(Wish.of("blest", "lia", "static", "", List.of("a=1;b=3")), all.with(own));
    }
}
