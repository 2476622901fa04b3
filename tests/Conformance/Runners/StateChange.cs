using Consensoor.Conformance.Cases;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;

namespace Consensoor.Conformance.Runners;

/// <summary>
/// What most runners do: apply something to a state and compare with the state expected, or demand a refusal where none is given.
/// </summary>
internal static class StateChange
{
    /// <summary>
    /// Applies a change to a copy of the state `pre` and compares the copy with the state `post`; without that file the change must be
    /// refused. The state itself is frozen, and must have its old root after.
    /// </summary>
    public static void Run(TestCase test, string pre, string post, Func<BeaconState, Refusal?> change) => Run(test, pre, post, state =>
    {
        var refusal = change(state);
        return (refusal is null ? state : null, refusal);
    });

    /// <summary>The same for a change that gives back another state, in the fork of the case.</summary>
    public static void Run(
        TestCase test,
        string pre,
        string post,
        Func<BeaconState, (BeaconState? Post, Refusal? Refusal)> change,
        SszContext? preContext = null)
    {
        var before = test.Read<BeaconState>(pre, preContext ?? test.Ssz);
        before.Freeze();
        var (after, refusal) = change(before.Copy());
        if (!test.HasSsz(post))
        {
            Check.That(refusal is not null, "was accepted, but must be refused");
            return;
        }

        Check.Accepted(refusal, "the change");
        StateDiff.Equal(test.Read<BeaconState>(post), after!);
        Check.Bytes(test.SszBytes(pre), Encode(before), "the state before, which must not change");
    }

    private static byte[] Encode(BeaconState state)
    {
        var bytes = new byte[state.EncodedLength(state.Ssz)];
        state.Encode(bytes, state.Ssz);
        return bytes;
    }
}
