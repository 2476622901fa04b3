using System.Security.Cryptography;
using System.Text;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>
/// All that a store knows, in text: a refused message must leave it as it was. States of checkpoints are a cache and no knowledge.
/// </summary>
internal static class StoreDigest
{
    internal static string Of(Store store, ulong firstListSlot)
    {
        var text = new StringBuilder();
        text.Append(store.TimeMs).Append(' ').Append(store.JustifiedCheckpoint).Append(store.FinalizedCheckpoint)
            .Append(store.UnrealizedJustifiedCheckpoint).Append(store.UnrealizedFinalizedCheckpoint)
            .Append(store.ProposerBoostRoot).AppendJoin(',', store.EquivocatingIndices.Order()).Append('\n');
        foreach (var block in store.Blocks.Values)
        {
            text.Append(block.Root).Append(block.Parent?.Root).Append(block.Children.Count)
                .Append(block.IsAttestationTimely).Append(block.IsPtcTimely).Append(block.IsOptimistic)
                .Append(block.UnrealizedJustification).Append(block.UnrealizedFinalization)
                .Append(block.Payload?.Payload.BlockHash).Append(block.PayloadInclusionListSatisfaction)
                .AppendJoin(',', block.PayloadTimelinessVote?.ToArray() ?? []).Append(';')
                .AppendJoin(',', block.PayloadDataAvailabilityVote?.ToArray() ?? []).Append('\n');
            for (var slot = firstListSlot; slot < firstListSlot + 12; slot++)
            {
                text.AppendJoin(',', store.InclusionLists.InclusionLists(slot, block.Root).Keys.Order())
                    .AppendJoin(',', store.InclusionLists.Equivocators(slot, block.Root).Order());
            }
        }

        foreach (var vote in store.LatestMessages)
        {
            text.Append(vote).Append(',');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
