using Consensoor.Interop.Keys.Remote;

namespace Consensoor.Actors.Hosting.Keys;

/// <summary>Keys of signers elsewhere: those of a request are written, and told to signing, together.</summary>
internal sealed partial class KeyManager
{
    /// <summary>Imports keys of signers elsewhere; gives what became of each, in order.</summary>
    public async Task<IReadOnlyList<KeyStatus>> ImportRemote(IReadOnlyList<(BLSPubkey Pubkey, Uri? Url)> given)
    {
        await _turn.WaitAsync();
        try
        {
            var statuses = new KeyStatus?[given.Count];
            var fresh = new Dictionary<BLSPubkey, int>();
            for (var i = 0; i < given.Count; i++)
            {
                statuses[i] = Standing(given[i].Pubkey, isRemote: true)
                    ?? ((given[i].Url ?? remotes.Usual) is null
                        ? KeyStatus.Error("it has no url, and the node was started without a signer (--web3signer-url)")
                        : fresh.TryAdd(given[i].Pubkey, i) ? null : KeyStatus.Duplicate);
            }

            if (await Prepare(fresh.Keys, null) is { } refused)
            {
                Fail(fresh.Values, statuses, refused);
            }
            else
            {
                await Join([.. fresh.Select(key => (key.Key, given[key.Value].Url ?? remotes.Usual!, key.Value))], statuses);
            }

            return statuses!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Deletes keys of signers elsewhere; gives what became of each, in order.</summary>
    public async Task<IReadOnlyList<KeyStatus>> DeleteRemote(IReadOnlyList<BLSPubkey> pubkeys)
    {
        await _turn.WaitAsync();
        try
        {
            var statuses = new KeyStatus?[pubkeys.Count];
            var going = new Dictionary<BLSPubkey, int>();
            for (var i = 0; i < pubkeys.Count; i++)
            {
                statuses[i] = keys.Find(pubkeys[i]) switch
                {
                    null or { Signer: null, Listed: null } => KeyStatus.NotFound,
                    { IsManaged: false } => KeyStatus.Error(GivenAtStart),
                    { Signer: null } => KeyStatus.Error("a keystore has it too and signs: delete it among the keystores"),
                    _ => going.TryAdd(pubkeys[i], i) ? null : KeyStatus.NotFound,
                };
            }

            await Part(going, statuses);
            return statuses!;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task Join(IReadOnlyList<(BLSPubkey Pubkey, Uri Url, int At)> fresh, KeyStatus?[] statuses)
    {
        var taken = new Dictionary<BLSPubkey, (Uri Url, int At, RemoteSigner Signer)>();
        foreach (var (pubkey, url, at) in fresh)
        {
            if (keys.Find(pubkey) is { } left)
            {
                remotes.Drop(left.Signer!, pubkey);
            }

            if (remotes.Take(url, pubkey, out var problem) is { } signer)
            {
                taken.Add(pubkey, (url, at, signer));
            }
            else
            {
                statuses[at] = KeyStatus.Error(problem!);
            }
        }

        if (taken.Count == 0)
        {
            return;
        }

        var known = Imported().Where(key => !taken.ContainsKey(key.Pubkey));
        if (RemoteKeyFile.Write(dataDir, known.Concat(taken.Select(static key => (key.Key, key.Value.Url)))) is { } unwritten)
        {
            foreach (var (pubkey, (url, at, _)) in taken)
            {
                remotes.Drop(url, pubkey);
                statuses[at] = KeyStatus.Error(unwritten);
            }

            return;
        }

        foreach (var signer in taken.GroupBy(static key => key.Value.Signer))
        {
            foreach (var (pubkey, (url, _, _)) in signer)
            {
                keys.Add(new HeldKey(pubkey, "", null, null, url) { IsManaged = true, Listed = url, IsActive = false });
            }

            var unanswered = await Activate([.. signer.Select(static key => key.Key)], signer.Key);
            foreach (var (_, (_, at, _)) in signer)
            {
                statuses[at] = unanswered is null ? KeyStatus.Imported : KeyStatus.Error($"it is on disk, but {unanswered}");
            }
        }
    }

    private async Task Part(Dictionary<BLSPubkey, int> going, KeyStatus?[] statuses)
    {
        if (going.Count == 0)
        {
            return;
        }

        if (await Remove(going.Keys) is null)
        {
            Fail(going.Values, statuses, Unanswered);
            return;
        }

        var unwritten = RemoteKeyFile.Write(dataDir, Imported().Where(other => !going.ContainsKey(other.Pubkey)));
        foreach (var (pubkey, at) in going)
        {
            var key = keys.Find(pubkey)!;
            remotes.Drop(key.Signer!, pubkey);
            if (unwritten is null)
            {
                keys.Remove(key);
            }

            statuses[at] = unwritten is null
                ? KeyStatus.Deleted
                : KeyStatus.Error($"it is signed with no more, but would be after a restart: {unwritten}; delete or import it again");
        }
    }

    private static void Fail(IEnumerable<int> places, KeyStatus?[] statuses, string problem)
    {
        foreach (var at in places)
        {
            statuses[at] = KeyStatus.Error(problem);
        }
    }

    private IEnumerable<(BLSPubkey Pubkey, Uri Url)> Imported() =>
        keys.Held.Where(static key => key.Listed is not null).Select(static key => (key.Pubkey, key.Listed!));
}
