using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Chain;

/// <summary>Inclusion lists (heze): kept for the payloads, bids and blocks of the slot after theirs.</summary>
public sealed partial class ChainCore
{
    // What the view shows: the store's own go on changing.
    private InclusionListStore _inclusionLists = new();

    /// <summary>Inclusion lists that gossip has accepted; at most two of a committee member leave it.</summary>
    public void Apply(ApplyInclusionLists command)
    {
        Tick();
        foreach (var list in command.Lists)
        {
            Handlers.AcceptInclusionList(_store, list);
        }

        _inclusionLists = _store.InclusionLists.Copy();
        Show();
    }

    // An execution layer that says nothing of the lists has decided about the payload alone.
    private static InclusionListsJudged Judged(EnvelopeImport import) => new(import.IsInclusionListSatisfied ?? true);

    private SszList<ByteList> Wanted(Root root) => _store.Blocks.TryGetValue(root, out var block)
        ? SszList.From(Handlers.InclusionListTransactionsFor(_store, block))
        : [];
}
