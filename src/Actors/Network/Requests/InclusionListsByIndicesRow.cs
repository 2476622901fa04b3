using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Operations;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// Inclusion lists of members of a slot's committee, none of a member that made two
/// (`heze/p2p-interface.md#inclusionlistsbyindices-v1`).
/// </summary>
internal static class InclusionListsByIndicesRow
{
    public static RequestRow Row { get; } =
        new RequestRow<InclusionListsByIndices, SignedInclusionList>("inclusion_lists_by_indices", (ForkName.Heze, 1))
        {
            Write = static (request, context) => new InclusionListsByIndicesRequest
            {
                Slot = request.Slot,
                DependentRoot = request.DependentRoot,
                Indices = request.Indices,
            }.ToSsz(context),
            Read = static (ssz, context) => InclusionListsByIndicesRequest.TryDecode(ssz, context, out var request, out _)
                ? new InclusionListsByIndices(request.Slot, request.DependentRoot, request.Indices)
                : null,
            Limit = Limit,
            Most = static (_, request) => (ulong)request.Indices.CountOnes(),
            SlotOf = static list => list.Message.Slot,
            Belongs = Checker,
            Serve = Plan,
        };

    private static string? Limit(ChainSpec spec, ForkName fork, InclusionListsByIndices request) =>
        request.Indices.Length != (int)spec.Preset.InclusionListCommitteeSize
            ? $"{request.Indices.Length} bits for a committee of {spec.Preset.InclusionListCommitteeSize}"
            : RequestForms.Between((ulong)request.Indices.CountOnes(), spec.Config.MaxRequestInclusionList, "inclusion lists");

    private static Func<SignedInclusionList, string?> Checker(ChainSpec spec, InclusionListsByIndices request)
    {
        var seen = new HashSet<ValidatorIndex>();
        return list => list.Message.Slot != request.Slot ? $"an inclusion list of slot {list.Message.Slot} was not asked for"
            : list.Message.DependentRoot != request.DependentRoot ? $"dependent root {list.Message.DependentRoot} was not asked for"
            : !seen.Add(list.Message.ValidatorIndex) ? $"validator {list.Message.ValidatorIndex} twice"
            : null;
    }

    private static ServePlan Plan(ServeContext context, InclusionListsByIndices request)
    {
        var spec = context.Spec;
        var first = Misc.SaturatingSub(context.Now, spec.Config.MinSlotsForInclusionListsRequests);
        if (request.Slot < first || request.Slot > context.Now || spec.ForkAtSlot(request.Slot) < ForkName.Heze)
        {
            return ServePlan.NotAvailable($"inclusion lists are here of slots {first} to {context.Now}, heze on");
        }

        if (context.View is not { } view
            || InclusionListGossip.FindCommitteeState(view, request.Slot, request.DependentRoot, out var state) is not null)
        {
            return ServePlan.NotAvailable($"the committee of dependent root {request.DependentRoot} is not at hand");
        }

        var committee = InclusionLists.GetInclusionListCommittee(state!, request.Slot);
        var lists = view.InclusionListStore.InclusionLists(request.Slot, request.DependentRoot);
        var equivocators = view.InclusionListStore.Equivocators(request.Slot, request.DependentRoot);
        return new ServePlan(
            [default],
            _ => Enumerable.Range(0, committee.Count).Where(index => request.Indices[index]).Select(index => committee[index]).Distinct()
                .Where(includer => lists.ContainsKey(includer) && !equivocators.Contains(includer))
                .Select(includer => lists[includer].SignedInclusionList));
    }
}
