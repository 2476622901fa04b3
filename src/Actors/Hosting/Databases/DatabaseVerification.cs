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
        var anchor = Read(wrong, () => store.AnchorHead);
        if (anchor is null)
        {
            wrong("there is no anchor that could be read, and none to begin from");
        }

        var (blocks, payloads) = Chain(store, spec, anchor, wrong);
        return (blocks, payloads, States(store, spec, wrong));
    }

    private static (int Blocks, int Payloads) Chain(IChainStore store, ChainSpec spec, StoredAnchorHead? anchor, Action<string> wrong)
    {
        var (blocks, payloads) = (0, 0);
        var history = Read(wrong, () => store.History);

        // From genesis on the first block stands on what is not stored.
        Root? parent = history is { Oldest: > 0 } ? history.Parent : null;
        for (var after = history is { Oldest: > 0 } ? history.Oldest - 1 : 0; ;)
        {
            // What is damaged has no place among the blocks of its page: then it is a slot at a time.
            var page = store.FinalizedAfter(after, Page);
            page = page.Damaged.Count > 0 ? store.FinalizedAfter(after, 1) : page;
            foreach (var damaged in page.Damaged)
            {
                wrong(damaged);
                parent = null;
            }

            foreach (var row in page.Blocks)
            {
                // A block may be missing only where it is said so above.
                if (parent is { } expected && row.ParentRoot != expected)
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
                payloads += HasPayload(store, spec, row.Root, wrong) ? 1 : 0;
            }

            if (page.IsLast)
            {
                break;
            }

            after = page.Through!.Value;
        }

        if (anchor is { Slot: > 0 } && parent is { } last && last != anchor.BlockRoot)
        {
            wrong($"the finalized chain ends with block {last}, and not with the anchor {anchor.BlockRoot} of slot {anchor.Slot}");
        }

        return (blocks, payloads);
    }

    /// <summary>True where there is one, and it is well.</summary>
    private static bool HasPayload(IChainStore store, ChainSpec spec, Root root, Action<string> wrong)
    {
        var isThere = false;
        return Try(wrong, () =>
        {
            if (store.GetEnvelope(root) is not { } row)
            {
                return null;
            }

            isThere = true;
            var message = NodeStore.DecodeEnvelope(spec, row).Message;
            return message.BeaconBlockRoot == root ? null : $"the payload of block {root} is that of {message.BeaconBlockRoot}";
        }) && isThere;
    }

    private static int States(IChainStore store, ChainSpec spec, Action<string> wrong)
    {
        var (states, well) = (new StoredStates(store, spec), 0);
        StoredSnapshot? Before(Slot slot) => Read(wrong, () => store.FindSnapshot(slot));
        for (var at = Before(Slot.MaxValue); at is not null; at = at.Slot == 0 ? null : Before(at.Slot - 1))
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

    private static T? Read<T>(Action<string> wrong, Func<T?> read)
        where T : class
    {
        T? value = null;
        _ = Try(wrong, () =>
        {
            value = read();
            return null;
        });
        return value;
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
