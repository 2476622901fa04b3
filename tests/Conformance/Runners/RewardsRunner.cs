using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Consensoor.Conformance.Cases;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Rewards;

namespace Consensoor.Conformance.Runners;

/// <summary>`rewards`: the deltas of each component of an epoch's rewards, one file a component.</summary>
public sealed class RewardsRunner : ICaseRunner
{
    private const string Suffix = "_deltas.ssz_snappy";

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        var state = test.Read<BeaconState>("pre");
        state.Freeze();
        var files = Directory.GetFiles(test.Path.FullName, $"*{Suffix}");
        Check.Equal(test.Fork >= ForkName.Altair ? 4 : 5, files.Length, "components");
        foreach (var file in files)
        {
            var component = System.IO.Path.GetFileName(file)[..^Suffix.Length];
            var (rewards, penalties) = Expected(test, $"{component}_deltas");
            var deltas = Compute(state, component);
            Same(rewards, deltas.Rewards, $"{component} rewards");
            Same(penalties, deltas.Penalties, $"{component} penalties");
        }
    }

    private static Deltas Compute(BeaconState state, string component) => (component, state.ForkName >= ForkName.Altair) switch
    {
        ("source", false) => RewardAccounting.GetSourceDeltas(state),
        ("target", false) => RewardAccounting.GetTargetDeltas(state),
        ("head", false) => RewardAccounting.GetHeadDeltas(state),
        ("inclusion_delay", false) => RewardAccounting.GetInclusionDelayDeltas(state),
        ("source", true) => RewardAccounting.GetFlagIndexDeltas(state, (int)Constants.TimelySourceFlagIndex),
        ("target", true) => RewardAccounting.GetFlagIndexDeltas(state, (int)Constants.TimelyTargetFlagIndex),
        ("head", true) => RewardAccounting.GetFlagIndexDeltas(state, (int)Constants.TimelyHeadFlagIndex),
        ("inactivity_penalty", _) => RewardAccounting.GetInactivityPenaltyDeltas(state),
        _ => throw new CaseFailedException($"no code knows the component {component}"),
    };

    // A container of the tests alone: two lists of Gwei, each behind its offset.
    private static (ulong[] Rewards, ulong[] Penalties) Expected(TestCase test, string name)
    {
        var bytes = test.SszBytes(name).AsSpan();
        Check.That(bytes.Length >= 8 && BinaryPrimitives.ReadInt32LittleEndian(bytes) == 8, $"{name}: no two lists");
        var second = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        Check.That(
            second >= 8 && second <= bytes.Length && second % 8 == 0 && bytes.Length % 8 == 0,
            $"{name}: a list at {second} of {bytes.Length}");
        return ([.. MemoryMarshal.Cast<byte, ulong>(bytes[8..second])], [.. MemoryMarshal.Cast<byte, ulong>(bytes[second..])]);
    }

    private static void Same(ulong[] expected, ulong[] actual, string what)
    {
        Check.Equal(expected.Length, actual.Length, $"{what}: length");
        for (var i = 0; i < expected.Length; i++)
        {
            Check.Equal(expected[i], actual[i], $"{what} of validator {i}");
        }
    }
}
