using System.Text;
using Akka.Actor;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Tests.Api.Keymanager;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Remote;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Messages;
using Xunit;
using static Consensoor.Actors.Tests.Api.Keymanager.KeymanagerCalls;
using static Consensoor.Actors.Tests.Hosting.Keys.HeldUpSigning;

namespace Consensoor.Actors.Tests.Hosting.Keys;

/// <summary>What becomes of keys where a file or signing is in the way of their import or deletion.</summary>
public sealed class KeyManagerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly BLSPubkey _pubkey = KeystoreSamples.Pubkey(3);

    private string Keystore => Path.Combine(_folder, "validators", "keys", $"{_pubkey}.json");

    private string RemoteKeysFile => Path.Combine(_folder, "validators", "remote-keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AKeystoreWhoseHistoryCannotBeReadStaysAndIsDeletedOnceItCan()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        Assert.Equal("imported", await Import(host.Manager));
        host.With.Fault = Fault.IsUnreadable;
        var (statuses, history) = await host.Manager.Delete([_pubkey, KeystoreSamples.Pubkey(4)]);
        Assert.Equal(["error", "error"], statuses.Select(static status => status.Status));
        Assert.All(statuses, static status => Assert.Contains("the disk is gone", status.Message, StringComparison.Ordinal));
        Assert.Equal(KeymanagerHost.State.GenesisValidatorsRoot, history.GenesisValidatorsRoot);
        Assert.Empty(history.Data);
        Assert.True(File.Exists(Keystore));
        Assert.Equal($"the key {_pubkey} is not here", (await Sign(host.Signing, Block(_pubkey, 31, 1))).Refusal);
        host.With.Fault = Fault.None;
        Assert.Equal("deleted", await Delete(host.Manager));
        Assert.False(File.Exists(Keystore));
        Assert.False(host.Manager.Has(_pubkey));
    }

    [Fact]
    public async Task AKeyWhoseDeletionFailedIsImportedAgainAndSigns()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        Assert.Equal("imported", await Import(host.Manager));
        host.With.Fault = Fault.IsUnreadable;
        Assert.Equal("error", await Delete(host.Manager));
        Assert.Equal("error", Assert.Single(await host.Manager.ImportRemote([(_pubkey, new Uri("http://127.0.0.1:1/"))])).Status);
        host.With.Fault = Fault.None;
        Assert.Equal("imported", await Import(host.Manager));
        Assert.Equal("duplicate", await Import(host.Manager));
        Assert.NotNull((await Sign(host.Signing, Block(_pubkey, 31, 1))).Signature);

        // The same where its file could not be deleted, and somebody did it since.
        var json = await File.ReadAllBytesAsync(Keystore);
        File.Delete(Keystore);
        Directory.CreateDirectory(Keystore);
        Assert.Equal("error", await Delete(host.Manager));
        Directory.Delete(Keystore);
        Assert.Equal("imported", await Import(host.Manager));
        Assert.Equal(json, await File.ReadAllBytesAsync(Keystore));
        Assert.NotNull((await Sign(host.Signing, Block(_pubkey, 32, 1))).Signature);
        Assert.Equal("deleted", await Delete(host.Manager));
    }

    /// <summary>Who copied keystores into the data directory by hand called them otherwise.</summary>
    [Theory]
    [InlineData("mine.txt")]
    [InlineData("mine")]
    public async Task APasswordIsDeletedWithItsKeystoreWhateverTheyAreCalled(string secret)
    {
        await using (var host = await KeyManagerHost.Start(_folder))
        {
            Assert.Equal("imported", await Import(host.Manager));
        }

        var secrets = Path.Combine(_folder, "validators", "secrets");
        File.Move(Keystore, Path.Combine(_folder, "validators", "keys", "mine.json"));
        File.Move(Assert.Single(Directory.GetFiles(secrets)), Path.Combine(secrets, secret));
        await using var again = await KeyManagerHost.Start(_folder);
        Assert.Equal("deleted", await Delete(again.Manager));
        Assert.Empty(Directory.GetFiles(secrets));
    }

    [Fact]
    public async Task AnImportThatSigningDoesNotHearOfIsSaidAndMayBeAskedForAgain()
    {
        await using (var host = await KeyManagerHost.Start(_folder))
        {
            host.With.Fault = Fault.IsDeaf;
            Assert.Equal("error", await Import(host.Hasty));
            Assert.True(host.Hasty.Has(_pubkey));
            host.With.Fault = Fault.None;
            Assert.Equal("imported", await Import(host.Manager));
            Assert.NotNull((await Sign(host.Signing, Block(_pubkey, 31, 1))).Signature);

            host.With.Fault = Fault.IsDeaf;
            Assert.Equal("error", await Delete(host.Hasty));
            Assert.True(File.Exists(Keystore));
            host.With.Fault = Fault.None;
            Assert.Equal("imported", await Import(host.Manager));
            Assert.NotNull((await Sign(host.Signing, Block(_pubkey, 32, 1))).Signature);
            host.With.Fault = Fault.IsDeaf;
            Assert.Equal("error", await Delete(host.Hasty));
            host.With.Fault = Fault.None;
            Assert.Equal("deleted", await Delete(host.Manager));
            Assert.Equal($"the key {_pubkey} is not here", (await Sign(host.Signing, Block(_pubkey, 33, 1))).Refusal);
        }

        await using var again = await KeyManagerHost.Start(_folder);
        Assert.False(again.Manager.Has(_pubkey));
    }

    [Fact]
    public async Task RemoteKeysMayBeAskedForAgainToo()
    {
        var (one, other) = (new Uri("http://127.0.0.1:1/"), new Uri("http://127.0.0.1:2/"));
        async Task<string> ImportAt(KeyManager manager, Uri url) => Assert.Single(await manager.ImportRemote([(_pubkey, url)])).Status;
        async Task<string> DeleteBy(KeyManager manager) => Assert.Single(await manager.DeleteRemote([_pubkey])).Status;
        await using var host = await KeyManagerHost.Start(_folder);
        host.With.Fault = Fault.IsDeaf;
        Assert.Equal("error", await ImportAt(host.Hasty, one));
        host.With.Fault = Fault.None;
        Assert.Equal("imported", await ImportAt(host.Manager, other));
        Assert.Equal("duplicate", await ImportAt(host.Manager, one));
        Assert.Equal((_pubkey, other), Assert.Single(RemoteKeyFile.Read(_folder)));
        Assert.Contains("127.0.0.1:2", (await Sign(host.Signing, Block(_pubkey, 31, 1))).Refusal, StringComparison.Ordinal);

        File.Delete(RemoteKeysFile);
        Directory.CreateDirectory(RemoteKeysFile);
        Assert.Equal("error", await DeleteBy(host.Manager));
        Assert.Equal($"the key {_pubkey} is not here", (await Sign(host.Signing, Block(_pubkey, 32, 1))).Refusal);
        Assert.Equal("error", await ImportAt(host.Manager, one));
        Directory.Delete(RemoteKeysFile);
        Assert.Equal("imported", await ImportAt(host.Manager, one));
        Assert.Contains("127.0.0.1:1", (await Sign(host.Signing, Block(_pubkey, 33, 1))).Refusal, StringComparison.Ordinal);
        host.With.Fault = Fault.IsDeaf;
        Assert.Equal("error", await DeleteBy(host.Hasty));
        host.With.Fault = Fault.None;
        Assert.Equal("deleted", await DeleteBy(host.Manager));
        Assert.Empty(RemoteKeyFile.Read(_folder));
    }

    [Fact]
    public async Task TheLockOfAKeystoreThatIsThereAlreadyStays()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        KeystoreSamples.Write(Keystore, 3, Path.Combine(_folder, "validators", "secrets", $"{_pubkey}.txt"), "other");
        File.WriteAllText($"{Keystore}.lock", "");
        Assert.Equal("error", await Import(host.Manager));
        Assert.True(File.Exists($"{Keystore}.lock"));
        Assert.True(File.Exists(Keystore));
    }

    /// <summary>A folder of more keystores ends the next start.</summary>
    [Fact]
    public async Task NoMoreKeystoresAreImportedThanANodeStartsWith()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        for (var i = 1; i < KeystoreSource.MaxKeystores; i++)
        {
            host.Keys.Add(new HeldKey(NoKey(i), "", Path.Combine(_folder, $"{i}.json"), null, null));
        }

        Assert.Equal("imported", await Import(host.Manager, 3));
        Assert.Equal("duplicate", await Import(host.Manager, 3));
        Assert.Equal("error", await Import(host.Manager, 4));
        Assert.False(host.Manager.Has(KeystoreSamples.Pubkey(4)));
        Assert.Equal(Keystore, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Keystore)!, "*.json")));
    }

    [Fact]
    public async Task ASignerElsewhereIsLetGoOfWithItsLastKey()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        static (BLSPubkey, Uri?) At(int i) => (KeystoreSamples.Pubkey(i), new Uri($"http://127.0.0.1:1/{i}/"));
        var none = await host.Manager.ImportRemote(
            [.. Enumerable.Range(1_000, RemoteSigners.Most).Select(static i => (NoKey(i), At(i).Item2))]);
        Assert.All(none, static status => Assert.Equal("error", status.Status));
        var full = await host.Manager.ImportRemote([.. Enumerable.Range(0, RemoteSigners.Most + 1).Select(At)]);
        Assert.Equal(RemoteSigners.Most, full.Count(static status => status == KeyStatus.Imported));
        Assert.Contains($"{RemoteSigners.Most} signers", full[^1].Message, StringComparison.Ordinal);
        Assert.Equal([KeyStatus.Deleted], await host.Manager.DeleteRemote([At(7).Item1]));
        Assert.Equal([KeyStatus.Imported], await host.Manager.ImportRemote([At(RemoteSigners.Most)]));
    }

    [Fact]
    public async Task RemoteKeysOfARequestAreToldToSigningTogether()
    {
        await using var host = await KeyManagerHost.Start(_folder);
        var keys = Enumerable.Range(0, 100).Select(KeystoreSamples.Pubkey).ToArray();
        var statuses = await host.Manager.ImportRemote(
            [.. keys.Append(keys[0]).Select(static (key, i) => (key, (Uri?)new Uri($"http://127.0.0.1:{1 + (i % 2)}/")))]);
        Assert.Equal([.. Enumerable.Repeat("imported", 100), "duplicate"], statuses.Select(static status => status.Status));
        Assert.Equal(2, host.With.Asked);
        Assert.Equal(100, RemoteKeyFile.Read(_folder).Count);
        statuses = await host.Manager.DeleteRemote([.. keys, keys[0]]);
        Assert.Equal([.. Enumerable.Repeat("deleted", 100), "not_found"], statuses.Select(static status => status.Status));
        Assert.Equal(3, host.With.Asked);
        Assert.Empty(RemoteKeyFile.Read(_folder));
    }

    [Fact]
    public void NoFileOfRemoteKeysIsWrittenThatWouldNotBeRead()
    {
        var (near, far) = (new Uri("http://127.0.0.1:1/"), new Uri($"http://127.0.0.1:1/{new string('x', 2_000)}/"));
        var most = Enumerable.Range(0, RemoteSigner.MaxKeys).Select(i => (NoKey(i), near)).ToList();
        Assert.Null(RemoteKeyFile.Write(_folder, most));
        Assert.Equal(RemoteSigner.MaxKeys, RemoteKeyFile.Read(_folder).Count);
        Assert.NotNull(RemoteKeyFile.Write(_folder, most.Append((NoKey(-1), near))));
        Assert.NotNull(RemoteKeyFile.Write(_folder, most.Select(key => (key.Item1, far))));
        Assert.Equal(RemoteSigner.MaxKeys, RemoteKeyFile.Read(_folder).Count);
    }

    private static async Task<string> Import(KeyManager manager, int key = 3)
    {
        var keystore = Encoding.UTF8.GetString(KeystoreJson.Write(KeystoreSamples.Seal(key, "right")));
        return Assert.Single(await manager.Import([(keystore, "right")], null, CancellationToken.None)).Status;
    }

    // Not compressed, as all public keys are.
    private static BLSPubkey NoKey(int i)
    {
        var bytes = new byte[BLSPubkey.Length];
        BitConverter.TryWriteBytes(bytes.AsSpan(1), i);
        return new BLSPubkey(bytes);
    }

    private async Task<string> Delete(KeyManager manager) => Assert.Single((await manager.Delete([_pubkey])).Statuses).Status;
}
