package mptcp.bench;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What single steps of the data path cost, by JMH, each in a virtual machine of its own. */
final class JmhBenchmark implements Benchmark {
    private static final List<String> CLASSES = List.of("mptcp.bench.jmh.Codec", "mptcp.bench.jmh.Maps",
            "mptcp.bench.jmh.Ring", "mptcp.bench.jmh.Schedulers", "mptcp.bench.jmh.Wheel");

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public String summary() {
        return "codec, checksum, maps, ring, scheduler and timer wheel: nanoseconds for one call";
    }

    @Override
    public void run(Session session) throws RunnerException {
        for (String each : CLASSES) {
            session.progress(each);
            OptionsBuilder options = new OptionsBuilder();
            options.include("^" + each.replace(".", "\\.") + "\\.").forks(1).verbosity(VerboseMode.SILENT)
                    .warmupIterations(3).warmupTime(TimeValue.milliseconds(session.choose(200, 1000)))
                    .measurementIterations(session.choose(1, 5))
                    .measurementTime(TimeValue.milliseconds(session.choose(200, 1000)))
                    .shouldFailOnError(true);
            report(session, new Runner(options.build()).run());
        }
    }

    private static void report(Session session, Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String method = name.substring(name.lastIndexOf('.') + 1);
            String type = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1, name.lastIndexOf('.'));
            StringBuilder parameters = new StringBuilder();
            for (String key : result.getParams().getParamsKeys()) {
                parameters.append(' ').append(result.getParams().getParam(key));
            }
            session.result(type, method + parameters, result.getPrimaryResult().getScore(), "ns");
        }
    }
}
