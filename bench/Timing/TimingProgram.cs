using System.Diagnostics;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.Timing;

/// <summary>
/// Asks whether the time of an operation depends on its secret, in the manner of dudect: a fixed secret against random ones, in random
/// order, and Welch's t-test on the durations below several percentiles (what lies above is the machine's doing). An operation that does
/// depend shows that the test can see it.
/// </summary>
internal static class TimingProgram
{
    private const int Warmup = 500;

    private static readonly int[] Percentiles = [25, 50, 75, 90, 95, 99, 100];

    internal static int Run(int samples)
    {
        var bls = new ManagedBls();
        byte[] message = new byte[32];
        var point = new JacobianPoint<Fp2>(in G2.Generator);
        Console.WriteLine($"{samples} measurements of each operation; |t| above {WelchTest.Limit} is a leak.");
        Console.WriteLine($"| operation | fixed secret | {string.Join(" | ", Percentiles.Select(percentile => $"{percentile} %"))} |");
        Console.WriteLine($"| --- | --- |{string.Concat(Percentiles.Select(_ => " --- |"))}");
        bool leaks = false;
        foreach ((string name, byte[] secret) in Secrets())
        {
            leaks |= Measure("sign", name, secret, samples, bytes => bls.Sign(new Bytes32(bytes), message));
            leaks |= Measure("public key", name, secret, samples, bytes => bls.SkToPk(new Bytes32(bytes)));
        }

        // The second control differs by the digits that are zero, one in sixteen: less than two percent of its time.
        bool seen = true;
        foreach ((string name, byte[] secret) in Secrets())
            seen &= Measure("control: a multiple that is not constant-time", name, secret, samples, bytes => point.MultiplyVarTime(bytes));
        Console.WriteLine(seen ? "The controls were seen." : "A control was not seen: the test proves nothing.");
        return leaks || !seen ? 1 : 0;
    }

    /// <summary>1, and one whose bits are nearly all ones.</summary>
    private static (string Name, byte[] Secret)[] Secrets()
    {
        byte[] one = new byte[32], ones = new byte[32];
        one[31] = 1;
        ones.AsSpan().Fill(0xff);
        ones[0] = 0x3f;
        return [("1", one), ("2^254 - 1", ones)];
    }

    private static bool Measure(string operation, string name, byte[] secret, int samples, Action<byte[]> action)
    {
        var random = new Random(7);
        var durations = new List<long>[] { [], [] };
        byte[] other = new byte[32];
        for (int i = 0; i < samples + Warmup; i++)
        {
            // Both secrets are made each time, so that the caches are in the same state.
            random.NextBytes(other);
            other[0] &= 0x3f;
            int group = random.Next(2);
            byte[] chosen = group == 0 ? [.. secret] : [.. other];
            long start = Stopwatch.GetTimestamp();
            action(chosen);
            long duration = Stopwatch.GetTimestamp() - start;
            if (i >= Warmup)
                durations[group].Add(duration);
        }

        long[] all = [.. durations[0].Concat(durations[1]).Order()];
        double[] ts = [.. Percentiles.Select(percentile => TBelow(durations, all[(int)((all.Length - 1) * (percentile / 100.0))]))];
        Console.WriteLine($"| {operation} | {name} | {string.Join(" | ", ts.Select(t => t.ToString("F1")))} |");
        return ts.Any(t => Math.Abs(t) > WelchTest.Limit);
    }

    private static double TBelow(List<long>[] durations, long limit) =>
        WelchTest.T([.. durations[0].Where(duration => duration <= limit)], [.. durations[1].Where(duration => duration <= limit)]);
}
