using Consensoor.Interop.Era;
using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>
/// Writes the finalized chain of a node as era files, one an era of SLOTS_PER_HISTORICAL_ROOT slots, those that are complete. Payload
/// envelopes (gloas on) have no form in era files yet and are left out.
/// </summary>
internal static class EraExport
{
    /// <summary>
    /// Writes the eras of a range that are complete into a folder, and says each file; a file that is there is not overwritten. Throws
    /// <see cref="ChainStoreException"/> where blocks or states of an era are missing, IOException where a file cannot be written.
    /// </summary>
    public static int Run(NodeDatabase node, ChainSpec spec, string folder, ulong first, ulong last, Action<string> say)
    {
        var store = node.Store;
        var anchor = store.AnchorHead ?? throw new ChainStoreException($"{node.Name} has no finalized chain");
        var length = (ulong)spec.Preset.SlotsPerHistoricalRoot;
        var oldest = store.History?.Oldest ?? 0;
        var states = new StoredStates(store, spec);
        var written = 0;
        for (var era = first; era <= Math.Min(last, anchor.Slot / length); era++)
        {
            if (era == 0 ? store.FindSnapshot(0) is null : (era - 1) * length < oldest || store.FindSnapshot(era * length) is null)
            {
                say($"era {era} is left out: the chain is kept from slot {oldest} on");
                continue;
            }

            var (state, _) = states.At(era * length);
            var path = Path.Combine(folder, EraFile.NameOf(spec.Config.ConfigName, era, RootOf(state, era)));
            if (File.Exists(path))
            {
                say($"{path}: is there already, and is not overwritten");
                continue;
            }

            var group = new EraGroup(state.Slot, state.ToSsz(state.Ssz), era == 0 ? [] : Blocks(store, (era - 1) * length, era * length));
            var draft = path + ".new";
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                EraFile.Write(file, group, era == 0 ? 0 : (int)length);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
            written++;
            say($"{path}: {group.Blocks.Count} block(s) and the state of slot {state.Slot}");
        }

        return written;
    }

    /// <summary>
    /// The root an era is named by: the genesis validators root, its entry of `historical_roots`, or from capella on the root of its entry
    /// of `historical_summaries`.
    /// </summary>
    public static Root RootOf(BeaconState state, ulong era)
    {
        if (era == 0)
        {
            return state.GenesisValidatorsRoot;
        }

        var before = (ulong)state.HistoricalRoots.Count;
        return era <= before
            ? state.HistoricalRoots[(int)(era - 1)]
            : state.HistoricalSummaries[(int)(era - 1 - before)].HashTreeRoot(state.Ssz);
    }

    private static List<(Slot Slot, byte[] Ssz)> Blocks(IChainStore store, Slot first, Slot end)
    {
        var blocks = new List<(Slot, byte[])>();
        for (var slot = first; slot < end; slot++)
        {
            if (store.GetFinalizedRoot(slot) is { } root)
            {
                blocks.Add((slot, (store.GetBlock(root)
                    ?? throw new ChainStoreException($"block {root} of slot {slot} is missing")).Ssz));
            }
        }

        return blocks;
    }
}
