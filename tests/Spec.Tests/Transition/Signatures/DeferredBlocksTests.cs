using Consensoor.Conformance.Cases;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.Conformance;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Spec.Tests.Transition.Signatures;

/// <summary>
/// A transition that defers its signatures decides like one that verifies each at once, on the first blocks of reference tests and
/// forgeries of them.
/// </summary>
public class DeferredBlocksTests
{
    private static readonly ManagedBls Bls = new();

    // Two a fork: a block costs some 20 ms twice, and every block of the vectors is replayed elsewhere.
    private static readonly Dictionary<string, CasePath> Paths = ReferenceCases.Of("sanity")
        .Where(HasSignedBlock)
        .GroupBy(static path => path.Fork)
        .SelectMany(static fork => fork.Take(2))
        .ToDictionary(static path => path.Id);

    public static TheoryData<string> Cases => [.. Paths.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void DeferredAndImmediateSignaturesDecideAlike(string id)
    {
        var test = new TestCase(Paths[id]);
        var pre = test.Read<BeaconState>("pre");
        pre.Freeze();
        var block = test.Read<SignedBeaconBlock>("blocks_0");
        AssertAlike(pre, block);
        AssertAlike(pre, block with { Signature = block.Message.Body.RandaoReveal });
        AssertAlike(pre, block with { Signature = default });
    }

    private static void AssertAlike(BeaconState pre, SignedBeaconBlock block)
    {
        var (immediate, _) = StateTransition.Apply(pre, block, new ImmediateVerifier(Bls), new DeferringExecutionEngine());
        var batch = new BatchVerifier(Bls);
        var (deferred, _) = StateTransition.Apply(pre, block, batch, new DeferringExecutionEngine());
        var isAccepted = deferred is not null && batch.Complete([7]).Count == 0;
        Assert.Equal(immediate is not null, isAccepted);
        if (immediate is not null && deferred is not null)
        {
            Assert.Equal(immediate.ToSsz(immediate.Ssz), deferred.ToSsz(deferred.Ssz));
        }
    }

    private static bool HasSignedBlock(CasePath path) =>
        new TestCase(path) is var test && test.HasSsz("blocks_0") && test.Verifier is ImmediateVerifier;
}
