using Consensoor.Interop.Storage;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Databases;

/// <summary>
/// What `db verify` finds in a node's chain: every record against its checksum; the finalized chain from its oldest block to the anchor,
/// each block decoded, hashed and linked to its parent; each payload decoded; each state decoded and hashed.
/// </summary>
internal static class DatabaseVerification
{
    private const int Page = 64;

    /// <summary>Says of each thing that is wrong what it is; gives the numbers of blocks, payloads and states that are well.</summary>
    public static (int Blocks, int Payloads, int States) Run(NodeDatabase node, ChainSpec spec, Action<string> wrong)
    {
        var store = node.Store;
        store.Survey(item =>
        {
            if (item.Damage is { } damage)
            {
                wrong($"{item.Key}: {damage}");
            }
        });
        if (store.AnchorHead is not { } anchor)
        {
            wrong("there is no anchor: nothing was ever finalized in it");
            return default;
        }

        var (blocks, payloads) = Chain(store, spec, anchor, wrong);
        return (blocks, payloads, States(store, spec, wrong));
    }

    private static (int Blocks, int Payloads) Chain(IChainStore store, ChainSpec spec, StoredAnchorHead anchor, Action<string> wrong)
    {
        var (blocks, payloads) = (0, 0);
        var history = store.History;
        Root? parent = history?.Parent;
        for (Slot after = 0; ;)
        {
            var page = store.FinalizedAfter(after, Page);
            foreach (var damaged in page.Damaged)
            {
                wrong(damaged);
                parent = null;
            }

            foreach (var row in page.Blocks)
            {
                // A block may be missing only where it is said so above.
                if (parent is { } expected && page.Damaged.Count == 0 && row.ParentRoot != expected && blocks + payloads > 0)
                {
                    wrong($"block {row.ParentRoot}, the parent of block {row.Root} of slot {row.Slot}, is missing");
                }

                parent = row.Root;
                var isWell = Try(wrong, () =>
                {
                    var root = NodeStore.DecodeBlock(spec, row.Fork, row.Ssz, row.Root).Message.HashTreeRoot(spec.Ssz(row.Fork));
                    return root == row.Root ? null : $"block {row.Root} of slot {row.Slot} has another root, {root}";
                });
                blocks += isWell ? 1 : 0;
                payloads += Try(wrong, () => Payload(store, spec, row.Root)) && row.Fork >= ForkName.Gloas ? 1 : 0;
            }

            if (page.IsLast)
            {
                break;
            }

            after = page.Through!.Value;
        }

        if (anchor.Slot > 0 && parent is { } last && last != anchor.BlockRoot)
        {
            wrong($"the finalized chain ends with block {last}, and not with the anchor {anchor.BlockRoot} of slot {anchor.Slot}");
        }

        return (blocks, payloads);
    }

    private static string? Payload(IChainStore store, ChainSpec spec, Root root)
    {
        if (store.GetEnvelope(root) is { } row)
        {
            var message = NodeStore.DecodeEnvelope(spec, row).Message;
            return message.BeaconBlockRoot == root ? null : $"the payload of block {root} is that of {message.BeaconBlockRoot}";
        }

        return null;
    }

    private static int States(IChainStore store, ChainSpec spec, Action<string> wrong)
    {
        var (states, well) = (new StoredStates(store, spec), 0);
        for (var at = store.FindSnapshot(Slot.MaxValue); at is not null; at = at.Slot == 0 ? null : store.FindSnapshot(at.Slot - 1))
        {
            var snapshot = at;
            well += Try(wrong, () =>
            {
                states.Decoded(snapshot);
                return null;
            })
                ? 1
                : 0;
        }

        return well;
    }

    private static bool Try(Action<string> wrong, Func<string?> check)
    {
        string? problem;
        try
        {
            problem = check();
        }
        catch (ChainStoreException e)
        {
            problem = e.Message;
        }

        if (problem is not null)
        {
            wrong(problem);
        }

        return problem is null;
    }
}
