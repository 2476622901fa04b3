using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Blocks and envelopes that a peer gave on a block far behind the head: before that one is brought back, which costs a replay, the
/// proposer's or builder's signature is verified by the head's registry, so that nobody has it done without a key of the chain. So it is
/// before the ends of epochs are computed that a block skips, by its parent's registry where that is here.
/// </summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<ulong, SignerAsked> _signers = [];

    /// <summary>A signer's signature holds, or not.</summary>
    public void On(SignaturesVerified done)
    {
        if (_signers.Remove(done.RequestId, out var asked) && asked.IsWanted())
        {
            asked.Then(done.Valid[0]);
        }
    }

    /// <summary>Nobody verified a signer's signature: what it signed may come again.</summary>
    public void On(SignaturesDropped dropped)
    {
        if (_signers.Remove(dropped.RequestId, out var asked) && asked.IsWanted())
        {
            asked.Otherwise($"nobody verified its signature: {dropped.Reason}");
        }
    }

    private void VerifyProposer(BlockImport import, StoreBlock on)
    {
        // Whoever is not in its parent's registry cannot propose it: epochs without blocks finalize nothing, so nobody becomes active.
        var block = import.Block.Message;
        if (ProposerOf(block.ProposerIndex, on.KeptState) is not { } pubkey)
        {
            Drop(import, "its proposer is not known to its parent's chain, or the head's");
            return;
        }

        var claim = ClaimOf(pubkey, Constants.DomainBeaconProposer, block.Slot, import.Root, import.Block.Signature);
        Verify(claim, () => IsUnderWay(import), why => Drop(import, why), isValid =>
        {
            if (!isValid)
            {
                var refusal = Refusal.Because("the proposer's signature does not hold", "verify_block_signature");
                Refuse(import, refusal, RefusalScope.Copy);
            }
            else if (_store.Blocks.TryGetValue(block.ParentRoot, out var parent))
            {
                import.Proven = [claim];
                Transition(import, parent);
            }
            else
            {
                Drop(import, "its parent has left the store");
            }
        });
    }

    private void VerifyBuilder(EnvelopeImport import, StoreBlock block)
    {
        var envelope = import.Envelope.Message;
        var pubkey = envelope.BuilderIndex == Constants.BuilderIndexSelfBuild
            ? ProposerOf(block.Summary.ProposerIndex)
            : BuilderOf(envelope.BuilderIndex);
        if (pubkey is not { } signer)
        {
            Drop(import, "its builder is not known to the head's chain");
            return;
        }

        var root = envelope.HashTreeRoot(_spec.Ssz(block.Fork));
        var claim = ClaimOf(signer, Constants.DomainBeaconBuilder, block.Slot, root, import.Envelope.Signature);
        Verify(claim, () => IsUnderWay(import), why => Drop(import, why), isValid =>
        {
            if (isValid)
            {
                import.Proven = [claim];
                Verify(import, block);
            }
            else
            {
                Refuse(import, Refusal.Because("the signature does not hold", "verify_execution_payload_envelope_signature"));
            }
        });
    }

    private BLSPubkey? ProposerOf(ValidatorIndex index, BeaconState? known = null) =>
        (known ?? _head?.State)?.Validators is { } validators && index < (ulong)validators.Count ? validators[index].Pubkey : null;

    private BLSPubkey? BuilderOf(BuilderIndex index) =>
        _head?.State.Builders is { } builders && index < (ulong)builders.Count ? builders[index].Pubkey : null;

    private SignatureClaim ClaimOf(BLSPubkey pubkey, DomainType type, Slot slot, Root root, BLSSignature signature)
    {
        var version = Misc.ComputeForkVersion(_spec.Config, Misc.ComputeEpochAtSlot(_spec.Preset, slot));
        var domain = Misc.ComputeDomain(type, version, _store.GenesisValidatorsRoot);
        return new SignatureClaim([pubkey], Misc.ComputeSigningRoot(root, domain), signature);
    }

    private void Verify(SignatureClaim claim, Func<bool> isWanted, Action<string> otherwise, Action<bool> then)
    {
        var id = _ids.Next();
        _signers.Add(id, new SignerAsked(isWanted, then, otherwise));
        _ports.Transition(new VerifySignatures(id, WorkPriority.Fetched, [[claim]]));
    }

    private readonly record struct SignerAsked(Func<bool> IsWanted, Action<bool> Then, Action<string> Otherwise);
}
