using Consensoor.Conformance.Cases;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Conformance.Runners;

/// <summary>`shuffling`: the shuffle of a list of indices, index by index and as a whole.</summary>
public sealed class ShufflingRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        Check.Equal("core", test.Handler, "handler");
        var data = test.Yaml("mapping.yaml");
        data.OnlyKeys("seed", "count", "mapping");
        var (seed, count) = (data["seed"].Root, data["count"].UInt64);
        ulong[] mapping = [.. data["mapping"].Items.Select(static item => item.UInt64)];
        Check.Equal(count, (ulong)mapping.Length, "count");

        var indices = Enumerable.Range(0, mapping.Length).Select(static i => (ulong)i).ToArray();
        var preset = test.Spec.Preset;
        Check.That(
            indices.Select(i => Shuffling.ComputeShuffledIndex(preset, i, count, seed)).SequenceEqual(mapping),
            "index by index, the shuffle differs");
        Check.That(Shuffling.ShuffleList(preset, indices, seed).SequenceEqual(mapping), "the shuffle of the whole list differs");
    }
}
