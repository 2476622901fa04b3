using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Chain;

/// <summary>
/// Blocks that a peer gave on a parent far behind the head: before the parent is brought back, which costs a replay, the proposer's
/// signature is verified by the head's registry, so that nobody has it done without a validator's key.
/// </summary>
public sealed partial class ChainCore
{
    private readonly Dictionary<ulong, (BlockImport Import, SignatureClaim Claim)> _proposers = [];

    /// <summary>The proposer's signature of a block holds, or not.</summary>
    public void On(SignaturesVerified done)
    {
        if (!_proposers.Remove(done.RequestId, out var asked) || !IsUnderWay(asked.Import))
        {
            return;
        }

        var import = asked.Import;
        if (!done.Valid[0])
        {
            Refuse(import, Refusal.Because("the proposer's signature does not hold", "verify_block_signature"), RefusalScope.Copy);
        }
        else if (_store.Blocks.TryGetValue(import.Block.Message.ParentRoot, out var parent))
        {
            import.Proven = [asked.Claim];
            Transition(import, parent);
        }
        else
        {
            Drop(import, "its parent has left the store");
        }
    }

    /// <summary>Nobody verified the proposer's signature of a block: it may come again.</summary>
    public void On(SignaturesDropped dropped)
    {
        if (_proposers.Remove(dropped.RequestId, out var asked) && IsUnderWay(asked.Import))
        {
            Drop(asked.Import, $"nobody verified its proposer's signature: {dropped.Reason}");
        }
    }

    private void VerifyProposer(BlockImport import)
    {
        var block = import.Block.Message;
        if (_head?.State.Validators is not { } validators || block.ProposerIndex >= (ulong)validators.Count)
        {
            Drop(import, "its proposer is not known to the head's chain");
            return;
        }

        var version = Misc.ComputeForkVersion(_spec.Config, Misc.ComputeEpochAtSlot(_spec.Preset, block.Slot));
        var domain = Misc.ComputeDomain(Constants.DomainBeaconProposer, version, _store.GenesisValidatorsRoot);
        var signingRoot = Misc.ComputeSigningRoot(import.Root, domain);
        var claim = new SignatureClaim([validators[block.ProposerIndex].Pubkey], signingRoot, import.Block.Signature);
        _proposers.Add(++_nextRequest, (import, claim));
        _ports.Transition(new VerifySignatures(_nextRequest, WorkPriority.Fetched, [[claim]]));
    }
}
