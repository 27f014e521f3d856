package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.BenefitPlan;

/** Reckons {@link BenefitPlan}'s metric, in sets of runs with the same seed and the same swept parameters. */
public final class Benefit {
    private Benefit() {}

    /**
     * @param plan or null: nothing is added
     * @param swept parameters in which runs of a set agree
     */
    public static List<Outcome> add(BenefitPlan plan, List<Outcome> outcomes, List<String> swept) {
        if (plan == null) {
            return outcomes;
        }
        Map<List<Object>, Map<String, Double>> singles = new HashMap<>();
        for (Outcome o : outcomes) {
            if (plan.singles().contains(o.point().variant())) {
                singles.computeIfAbsent(set(o, swept), _ -> new HashMap<>()).put(o.point().variant(), goodput(o, plan));
            }
        }
        List<Outcome> with = new ArrayList<>();
        for (Outcome o : outcomes) {
            Map<String, Double> alone = singles.getOrDefault(set(o, swept), Map.of());
            if (!plan.variants().contains(o.point().variant()) || !o.flows().containsKey(plan.flow())) {
                with.add(o);
                continue;
            }
            Map<String, Map<String, Double>> flows = new LinkedHashMap<>(o.flows());
            Map<String, Double> metrics = new LinkedHashMap<>(flows.get(plan.flow()));
            metrics.put(BenefitPlan.METRIC, alone.size() == plan.singles().size()
                    ? of(goodput(o, plan), alone.values().stream().mapToDouble(g -> g).toArray()) : Double.NaN);
            flows.put(plan.flow(), metrics);
            with.add(new Outcome(o.point(), o.seed(), o.eventHash(), flows, o.paths()));
        }
        return with;
    }

    private static List<Object> set(Outcome o, List<String> swept) {
        List<Object> set = new ArrayList<>(List.of(o.seed()));
        swept.forEach(s -> set.add(o.point().parameters().get(s)));
        return set;
    }

    private static double goodput(Outcome o, BenefitPlan plan) {
        return o.flows().getOrDefault(plan.flow(), Map.of()).getOrDefault("goodput", Double.NaN);
    }

    /** @param alone what each path has by itself */
    static double of(double together, double... alone) {
        double best = 0;
        double sum = 0;
        for (double a : alone) {
            best = Math.max(best, a);
            sum += a;
        }
        return together >= best ? (together - best) / (sum - best) : (together - best) / best;
    }
}
