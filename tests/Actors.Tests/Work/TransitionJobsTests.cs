using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Work;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Tests.Crypto.Bls;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Block;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Xunit;

namespace Consensoor.Actors.Tests.Work;

/// <summary>Tests what a worker computes: blocks with their signatures in one batch, blocks that are trusted, states made again.</summary>
public sealed class TransitionJobsTests
{
    private static readonly RecordedChain Chain = RecordedChain.Instance;
    private static readonly BeaconState Genesis = Chain.World.Genesis;
    private static readonly SignedBeaconBlock First = Chain.Blocks[0];
    private static readonly Root FirstRoot = First.Message.HashTreeRoot(Chain.World.Spec.Ssz(ForkName.Gloas));

    [Fact]
    public void ABlocksSignaturesAreVerifiedInOneBatchAndTheProposersNotTwice()
    {
        var bls = new CountedBls();
        var done = Do(bls, new TransitionBlock(FirstRoot, Genesis, First, WorkPriority.Block));
        Assert.Equal(First.Message.StateRoot, done.PostState!.HashTreeRoot());
        var known = new CountedBls();
        var again = Do(known, new TransitionBlock(FirstRoot, Genesis, First, WorkPriority.Block) { Proven = [ClaimOf(First)] });
        Assert.Equal(First.Message.StateRoot, again.PostState!.HashTreeRoot());
        Assert.Equal([bls.Batches.Single() - 1], known.Batches);
    }

    [Fact]
    public void AWrongSignatureIsRefusedUnlessThisVeryOneWasVerifiedBefore()
    {
        var forged = First with { Signature = Chain.Blocks[1].Signature };
        Assert.Equal(
            "state_transition",
            Do(ManagedBls.Shared, new TransitionBlock(FirstRoot, Genesis, forged, WorkPriority.Block)).Refusal!.Function);
        var known = new TransitionBlock(FirstRoot, Genesis, forged, WorkPriority.Block) { Proven = [ClaimOf(forged)] };
        Assert.NotNull(Do(ManagedBls.Shared, known).PostState);

        // What is proven of another copy, or by another key, says nothing of this one.
        var claim = ClaimOf(forged);
        foreach (var other in (SignatureClaim[])
            [
                ClaimOf(First),
                claim with { Pubkeys = [Genesis.Validators[(First.Message.ProposerIndex + 1) % 64].Pubkey] },
                claim with { SigningRoot = default }
            ])
        {
            var copy = Do(ManagedBls.Shared, new TransitionBlock(FirstRoot, Genesis, forged, WorkPriority.Block) { Proven = [other] });
            Assert.True(copy.IsAboutSignatures);
        }
    }

    private static SignatureClaim ClaimOf(SignedBeaconBlock block) => new(
        [Genesis.Validators[block.Message.ProposerIndex].Pubkey],
        Misc.ComputeSigningRoot(FirstRoot, Accessors.GetDomain(Genesis, Constants.DomainBeaconProposer)),
        block.Signature);

    [Fact]
    public void AStateIsMadeAgainFromAnOlderOne()
    {
        var jobs = new TransitionJobs(ManagedBls.Shared, new byte[32]);
        BeaconBlock[] blocks = [.. Chain.Blocks.Select(static block => block.Message)];
        var done = (StateRegenerated)jobs.Do(
            new RegenerateState(FirstRoot, WorkPriority.Payload, new StateReplay(Genesis, blocks)), static () => default);
        Assert.Equal(blocks[^1].StateRoot, done.State!.HashTreeRoot());
        var gap = new StateReplay(Genesis, blocks[1..]);
        Assert.NotNull(
            ((StateRegenerated)jobs.Do(new RegenerateState(FirstRoot, WorkPriority.Payload, gap), static () => default)).Refusal);

        var last = Chain.Blocks[^1];
        var root = last.Message.HashTreeRoot(Genesis.Ssz);
        var (pre, _) = new StateReplay(Genesis, blocks[..^1]).Run(new ImmediateVerifier(ManagedBls.Shared));
        var on = Do(ManagedBls.Shared, new TransitionBlock(root, pre!, last, WorkPriority.Block));
        Assert.Equal(last.Message.StateRoot, on.PostState!.HashTreeRoot());
        Assert.Equal(Handlers.ComputePulledUpTip(on.PostState), on.PulledUpTip);
    }

    [Fact]
    public void ADepositThatIsNotSignedAsItShouldCreatesNobodyWhenItsBlockIsAppliedAgain()
    {
        var pre = Genesis.Copy();
        pre.PendingDeposits.Add(new PendingDeposit
        {
            Pubkey = ManagedBls.Shared.SkToPk(Secret)!.Value,
            WithdrawalCredentials = Genesis.Validators[0].WithdrawalCredentials,
            Amount = pre.Preset.MinActivationBalance,
            Signature = First.Signature,
            Slot = 0,
        });
        var block = WithStateRoot(pre, First.Message);
        var done = Do(ManagedBls.Shared, new TransitionBlock(block.Message.HashTreeRoot(pre.Ssz), pre, block, Signatures: null));
        Assert.Null(done.Refusal);
        Assert.Equal(Genesis.Validators.Count, done.PostState!.Validators.Count);
        Assert.Empty(done.PostState.PendingDeposits);
    }

    private static readonly Bytes32 Secret = new([.. Enumerable.Repeat((byte)1, 32)]);

    private static BlockTransitioned Do(IBls bls, TransitionBlock work) =>
        (BlockTransitioned)new TransitionJobs(bls, new byte[32]).Do(work, static () => default);

    /// <summary>
    /// The block at the first slot of the next epoch on a state, empty but for its randao reveal, as the specification would have it.
    /// </summary>
    private static SignedBeaconBlock WithStateRoot(BeaconState pre, BeaconBlock like)
    {
        var verifier = new ImmediateVerifier(ManagedBls.Shared);
        var (advanced, _) = StateTransition.AdvanceTo(pre, pre.Preset.SlotsPerEpoch, verifier);
        var parent = advanced!.LatestBlockHeader.HashTreeRoot(pre.Ssz);
        var bid = like.Body.SignedExecutionPayloadBid.Message with
        {
            Slot = advanced.Slot,
            ParentBlockRoot = parent,
            PrevRandao = Accessors.GetRandaoMix(advanced, Accessors.GetCurrentEpoch(advanced)),
        };
        var block = like with
        {
            Slot = advanced.Slot,
            ProposerIndex = advanced.ProposerLookahead[0],
            ParentRoot = parent,
            Body = like.Body with
            {
                SignedExecutionPayloadBid = like.Body.SignedExecutionPayloadBid with { Message = bid },
                Attestations = [],
                PayloadAttestations = [],
            },
        };
        var (post, refusal) = StateTransition.Apply(
            pre,
            new SignedBeaconBlock { Message = block },
            new TrustedVerifier(ManagedBls.Shared),
            new DeferringExecutionEngine(),
            validateResult: false);
        Assert.Null(refusal);
        return new SignedBeaconBlock { Message = block with { StateRoot = post!.HashTreeRoot() } };
    }

    private sealed class CountedBls() : ForwardingBls(ManagedBls.Shared)
    {
        public List<int> Batches { get; } = [];

        public override bool VerifyBatch(ReadOnlySpan<SignatureSet> sets, ReadOnlySpan<byte> seed)
        {
            Batches.Add(sets.Length);
            return base.VerifyBatch(sets, seed);
        }
    }
}
