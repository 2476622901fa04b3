using Consensoor.Conformance.Cases;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Runners;

/// <summary>`sanity`, `finality` and `random`: a chain of blocks, or of empty slots.</summary>
public sealed class BlocksRunner : ICaseRunner
{
    private static readonly FixedExecutionEngine Engine = new(true);

    /// <inheritdoc/>
    public void Run(TestCase test)
    {
        switch (test.Handler)
        {
            case "slots":
                StateChange.Run(
                    test,
                    "pre",
                    "post",
                    state => StateTransition.AdvanceTo(state, state.Slot + test.Yaml("slots.yaml").UInt64, test.Verifier));
                break;
            case "blocks" or "finality" or "random":
                StateChange.Run(test, "pre", "post", state => Apply(test, state, _ => test.Fork));
                break;
            default:
                Check.Fail($"no code knows the handler {test.Handler}");
                break;
        }
    }

    /// <summary>Applies the case's blocks one after the other, each decoded in the fork that its number stands for.</summary>
    internal static (BeaconState? Post, Refusal? Refusal) Apply(TestCase test, BeaconState state, Func<ulong, ForkName> forkOfBlock)
    {
        var count = test.Meta["blocks_count"].UInt64;
        for (var i = 0UL; i < count; i++)
        {
            var block = test.Read<SignedBeaconBlock>($"blocks_{i}", test.Spec.Ssz(forkOfBlock(i)));
            var (post, refusal) = StateTransition.Apply(state, block, test.Verifier, Engine);
            if (refusal is not null)
            {
                return (null, refusal with { Reason = $"block {i}: {refusal.Reason}" });
            }

            state = post!;
            state.Freeze();
        }

        return (state, null);
    }
}
