package mptcp.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a plot shows can be told from it. */
class ChartTest {
    private static byte[] picture(List<String> names) throws IOException {
        Places chart = new Places("title", "Mbit/s", names);
        List<Double> values = new ArrayList<>(IntStream.range(0, names.size()).mapToObj(i -> 10.0 + i).toList());
        values.set(1, null);
        chart.add("bulk", values, Collections.nCopies(names.size(), 1.0), 0);
        Map<String, byte[]> files = new HashMap<>();
        Picture.of(chart.drawn()).keep("plot", files);
        return files.get("plot.png");
    }

    /** Of twenty-four lines no two have the same colour and the same stroke. */
    @Test
    void linesAreAllDifferent() {
        assertEquals(24, IntStream.range(0, 24).mapToObj(i -> List.of(Chart.colour(i), Arrays.toString(Chart.stroke(i).getDashArray())))
                .distinct().count());
    }

    /** Names are drawn as outlines: that each is there shows when it is another one. */
    @Test
    void placesHaveTheirNames() throws IOException {
        for (int n : new int[] {2, 5, 24}) {
            List<String> names = IntStream.range(0, n).mapToObj(i -> "variant" + (char) ('a' + i)).toList();
            byte[] picture = picture(names);
            for (int i : new int[] {0, n / 2, n - 1}) {
                List<String> others = new ArrayList<>(names);
                others.set(i, "varianz" + (char) ('a' + i));
                assertFalse(Arrays.equals(picture, picture(others)), names.get(i) + " of " + n + " is not there");
            }
        }
    }
}
