using Akka.Actor;
using Consensoor.Actors.Signing;
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
            var fresh = new Dictionary<BLSPubkey, (int At, RemoteSigner Signer)>();
            for (var i = 0; i < given.Count; i++)
            {
                var (pubkey, url) = (given[i].Pubkey, given[i].Url ?? remotes.Usual);
                if (keys.Find(pubkey) is not null || fresh.ContainsKey(pubkey))
                {
                    statuses[i] = KeyStatus.Duplicate;
                }
                else if (url is null)
                {
                    statuses[i] = KeyStatus.Error("it has no url, and the node was started without a signer (--web3signer-url)");
                }
                else if (remotes.Take(url, pubkey, out var problem) is { } signer)
                {
                    fresh.Add(pubkey, (i, signer));
                }
                else
                {
                    statuses[i] = KeyStatus.Error(problem!);
                }
            }

            await Join(given, fresh, statuses);
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

    private async Task Join(
        IReadOnlyList<(BLSPubkey Pubkey, Uri? Url)> given,
        Dictionary<BLSPubkey, (int At, RemoteSigner Signer)> fresh,
        KeyStatus?[] statuses)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        Uri UrlOf(int at) => given[at].Url ?? remotes.Usual!;
        if (RemoteKeyFile.Write(dataDir, Imported().Concat(fresh.Select(key => (key.Key, UrlOf(key.Value.At))))) is { } unwritten)
        {
            foreach (var (pubkey, (at, _)) in fresh)
            {
                remotes.Drop(UrlOf(at), pubkey);
                statuses[at] = KeyStatus.Error(unwritten);
            }

            return;
        }

        foreach (var signer in fresh.GroupBy(static key => key.Value.Signer))
        {
            foreach (var (pubkey, (at, _)) in signer)
            {
                keys.Add(new HeldKey(pubkey, "", null, null, UrlOf(at)) { IsManaged = true, Listed = UrlOf(at) });
                statuses[at] = KeyStatus.Imported;
            }

            await signing.Ask<KeysAdded>(new AddKeys([.. signer.Select(static key => key.Key)], signer.Key), Deadline);
        }
    }

    private async Task Part(Dictionary<BLSPubkey, int> going, KeyStatus?[] statuses)
    {
        if (going.Count == 0)
        {
            return;
        }

        await signing.Ask<KeysRemoved>(new RemoveKeys([.. going.Keys]), Deadline);
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
                : KeyStatus.Error($"it is signed with no more, but {unwritten}; it would be again after a restart");
        }
    }

    private IEnumerable<(BLSPubkey Pubkey, Uri Url)> Imported() =>
        keys.Held.Where(static key => key.Listed is not null).Select(static key => (key.Pubkey, key.Listed!));
}
