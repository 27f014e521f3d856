package mptcp.experiment.plan;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression over metrics: {@code lia.bulk.goodput / max(tcp1.bulk.goodput, tcp2.bulk.goodput)}. What has a dot in
 * it is the name of a metric, of a flow or, {@code user#.goodput}, the mean over a group of them; the rest is EvalEx's, with Jain's fairness index as {@code jain(a, b, ...)} in addition.
 */
public final class Formula {
    private static final Pattern REFERENCE = Pattern.compile("[a-z][a-z0-9_#]*(?:\\.[a-z][a-z0-9_#]*)+");
    private static final ExpressionConfiguration CONFIGURATION = ExpressionConfiguration.defaultConfiguration()
            .withAdditionalFunctions(Map.entry("JAIN", new Jain()));

    private final List<String> references = new ArrayList<>();
    private final String expression;

    /** @throws IllegalArgumentException if it is no expression */
    public Formula(String text) {
        Matcher m = REFERENCE.matcher(text);
        expression = m.replaceAll(found -> {
            references.add(found.group());
            return "metric" + (references.size() - 1);
        });
        try {
            Expression parsed = new Expression(expression, CONFIGURATION);
            for (String variable : parsed.getUndefinedVariables()) {
                if (!variable.matches("(?i)metric[0-9]+")) {
                    throw new IllegalArgumentException("'" + variable + "' is neither a number nor a metric"
                            + " such as bulk.goodput");
                }
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no expression: " + e.getMessage() + hint(text), e);
        }
    }

    /** YAML takes a comma in braces for the end of a value: what was written there comes here as far as that only. */
    private static String hint(String text) {
        long open = text.chars().filter(c -> c == '(').count();
        return open > text.chars().filter(c -> c == ')').count()
                ? "; in YAML's braces an expression with a comma needs quotes" : "";
    }

    /** The metrics in it, as they are written. */
    public List<String> references() {
        return List.copyOf(references);
    }

    /**
     * @param metrics the value of each; NaN if it has none
     * @return NaN if a metric in it has no value
     * @throws IllegalArgumentException if it cannot be evaluated, such as a division by zero
     */
    public double evaluate(ToDoubleFunction<String> metrics) {
        Expression e = new Expression(expression, CONFIGURATION);
        for (int i = 0; i < references.size(); i++) {
            double value = metrics.applyAsDouble(references.get(i));
            if (Double.isNaN(value)) {
                return Double.NaN;
            }
            e.with("metric" + i, BigDecimal.valueOf(value));
        }
        try {
            return e.evaluate().getNumberValue().doubleValue();
        } catch (EvaluationException | ParseException | ArithmeticException x) {
            throw new IllegalArgumentException(x.getMessage(), x);
        }
    }

    /** Jain's fairness index: 1 if all are equal, 1/n if one has everything. */
    @FunctionParameter(name = "share", isVarArg = true)
    private static final class Jain extends AbstractFunction {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... shares) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal squares = BigDecimal.ZERO;
            for (EvaluationValue share : shares) {
                sum = sum.add(share.getNumberValue());
                squares = squares.add(share.getNumberValue().pow(2));
            }
            BigDecimal index = squares.signum() == 0 ? BigDecimal.ONE
                    : sum.pow(2).divide(squares.multiply(BigDecimal.valueOf(shares.length)), MathContext.DECIMAL64);
            return EvaluationValue.numberValue(index);
        }
    }
}
