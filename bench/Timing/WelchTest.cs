namespace Consensoor.Bench.Timing;

/// <summary>
/// Welch's t of two samples of durations: how surely their means differ, whatever their variances. Above 4.5 in magnitude is a leak.
/// </summary>
internal static class WelchTest
{
    internal const double Limit = 4.5;

    /// <summary>The statistic; infinite where a sample has less than two durations.</summary>
    internal static double T(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.Length < 2 || b.Length < 2)
            return double.PositiveInfinity;
        (double meanA, double varianceA) = Moments(a);
        (double meanB, double varianceB) = Moments(b);
        double error = Math.Sqrt((varianceA / a.Length) + (varianceB / b.Length));
        return error == 0 ? 0 : (meanA - meanB) / error;
    }

    private static (double Mean, double Variance) Moments(ReadOnlySpan<long> values)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double step = values[i] - mean;
            mean += step / (i + 1);
            squares += step * (values[i] - mean);
        }

        return (mean, squares / (values.Length - 1));
    }
}
