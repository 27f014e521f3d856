package mptcp.experiment;

import java.util.AbstractList;
import java.util.List;
import mptcp.experiment.plan.ExperimentFile.Point;

/**
 * One run of a sweep.
 *
 * @param place of its point among those of the file
 */
record Run(int place, Point point, long seed) {

    /** Every point with every seed, in the order of the grid: a view, since there may be a million. */
    static List<Run> all(List<Point> points, List<Long> seeds) {
        return new AbstractList<>() {
            @Override
            public Run get(int index) {
                int place = index / seeds.size();
                return new Run(place, points.get(place), seeds.get(index % seeds.size()));
            }

            @Override
            public int size() {
                return Math.multiplyExact(points.size(), seeds.size());
            }
        };
    }
}
