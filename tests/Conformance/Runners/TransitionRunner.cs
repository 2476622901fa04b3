using Consensoor.Conformance.Cases;
using Consensoor.Spec;
using Consensoor.Spec.Config;

namespace Consensoor.Conformance.Runners;

/// <summary>`transition`: a chain of blocks across the upgrade to `post_fork`, at `fork_epoch`.</summary>
public sealed class TransitionRunner : ICaseRunner
{
    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        Check.Equal("core", test.Handler, "handler");
        test.Meta.OnlyKeys("post_fork", "fork_epoch", "fork_block", "blocks_count", "bls_setting", "description");
        Check.Equal(test.Path.Fork, test.Meta["post_fork"].Text, "meta.yaml.post_fork");
        test.Override(string.Concat(
            Enum.GetValues<ForkName>().Skip(1).Select(fork => $"{fork.ToString().ToUpperInvariant()}_FORK_EPOCH: {Epoch(test, fork)}\n")));
        var lastBefore = test.Meta.TryGet("fork_block")?.UInt64;
        StateChange.Run(
            test,
            "pre",
            "post",
            state => BlocksRunner.Apply(test, state, i => i <= lastBefore ? test.Fork - 1 : test.Fork),
            test.Spec.Ssz(test.Fork - 1));
    }

    private static Epoch Epoch(TestCase test, ForkName fork) =>
        fork < test.Fork ? 0 : fork == test.Fork ? test.Meta["fork_epoch"].UInt64 : Constants.FarFutureEpoch;
}
