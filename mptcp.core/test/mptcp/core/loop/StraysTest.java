package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StraysTest {
    private static Flow flow(int number) {
        return new Flow(new IpAddress(0, IpAddress.v4(0x0a000001)), 80, new IpAddress(0, IpAddress.v4(0x0a000002)), 1000 + number);
    }

    /** Against a map; places are few, so that entries meet. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void againstAMap(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        Strays strays = new Strays(seed);
        Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int number = dice.nextInt(100);
            int loop = dice.nextInt(4);
            switch (dice.nextInt(3)) {
                case 0 -> {
                    strays.put(flow(number), loop);
                    model.put(number, loop);
                }
                case 1 -> {
                    strays.remove(flow(number), loop);
                    model.remove(number, loop);
                }
                default -> assertEquals(model.getOrDefault(number, -1), strays.find(flow(number)));
            }
            assertEquals(model.size(), strays.size());
        }
    }
}
