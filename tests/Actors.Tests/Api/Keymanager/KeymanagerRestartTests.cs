using System.Net;
using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Interop.Tests.Keys.Stub;
using Consensoor.Spec.Crypto.Bls;
using Xunit;
using static Consensoor.Actors.Tests.Api.Keymanager.KeymanagerCalls;

namespace Consensoor.Actors.Tests.Api.Keymanager;

/// <summary>What is said to be deleted signs no more after a restart either, wherever the node has the key from besides.</summary>
public sealed class KeymanagerRestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly BLSPubkey _pubkey = KeystoreSamples.Pubkey(3);

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("interop")]
    [InlineData("signer")]
    [InlineData("keystores")]
    public async Task AKeyThatTheNodeIsGivenBesidesIsNotDeletedAndSignsOn(string source)
    {
        using var secrets = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(3, 1));
        await using var stub = await StubSigner.Start(KeymanagerHost.State.Spec, secrets);
        var (keys, words) = (Path.Combine(_folder, "given"), Path.Combine(_folder, "words"));
        KeystoreSamples.Write(Path.Combine(keys, "a.json"), 3, Path.Combine(words, "a.txt"), "right");
        IReadOnlyList<ValidatorKey> interop = source == "interop" ? [new ValidatorKey(3, InteropGenesis.SecretKeys(3, 1).Single())] : [];
        var hocon = source switch
        {
            "signer" => $"consensoor.validators.web3signer.url = \"{stub.Url}\"",
            "keystores" => $"consensoor.validators.keystores {{ strict = off, files = \"{keys}:{words}\" }}",
            _ => "",
        };
        await using (var host = await KeymanagerHost.Start(Data))
        {
            Assert.Equal("imported", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
        }

        await using (var host = await KeymanagerHost.Start(Data, interop, hocon))
        {
            var listed = (await host.Ask("GET", Keystores, HttpStatusCode.OK)).GetProperty("data")[0];
            Assert.True(listed.GetProperty("readonly").GetBoolean());
            Assert.Equal(["error"], await Delete(host, Keystores, _pubkey));
            Assert.NotNull((await Sign(host, Block(_pubkey, 31, 1))).Signature);
        }

        // Without the other source it is here still, and the process's own.
        await using var again = await KeymanagerHost.Start(Data);
        Assert.NotNull((await Sign(again, Block(_pubkey, 32, 1))).Signature);
        Assert.Equal(["deleted"], await Delete(again, Keystores, _pubkey));
    }

    [Fact]
    public async Task AKeystoreIsDeletedWithTheRemoteKeyThatStoodBesideIt()
    {
        using var secrets = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(3, 2));
        await using var stub = await StubSigner.Start(KeymanagerHost.State.Spec, secrets);
        var other = secrets.Pubkeys[1];
        await using (var host = await KeymanagerHost.Start(Data))
        {
            await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, ImportRemote(stub.Url, [.. secrets.Pubkeys]));
        }

        // As `keys import` has it while the node does not run.
        var own = Path.Combine(Data, "validators");
        KeystoreSamples.Write(
            Path.Combine(own, "keys", $"{_pubkey}.json"), 3, Path.Combine(own, "secrets", $"{_pubkey}.txt"), "right");
        await using (var host = await KeymanagerHost.Start(Data))
        {
            Assert.Equal(["error"], await Delete(host, RemoteKeys, _pubkey));
            Assert.NotNull((await Sign(host, Block(_pubkey, 31, 1))).Signature);
            Assert.Equal(["deleted"], await Delete(host, Keystores, _pubkey));
            Assert.Equal($"the key {_pubkey} is not here", (await Sign(host, Block(_pubkey, 32, 1))).Refusal);
        }

        await using var again = await KeymanagerHost.Start(Data);
        Assert.Equal($"the key {_pubkey} is not here", (await Sign(again, Block(_pubkey, 32, 1))).Refusal);
        Assert.NotNull((await Sign(again, Block(other, 32, 1))).Signature);
    }

    [Fact]
    public async Task AnImportedRemoteKeyThatTheNodesSignerHasTooIsNotDeletedAndNotForgotten()
    {
        using var secrets = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(3, 1));
        await using var stub = await StubSigner.Start(KeymanagerHost.State.Spec, secrets);
        await using (var host = await KeymanagerHost.Start(Data))
        {
            await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, ImportRemote(stub.Url, _pubkey));
        }

        await using (var host = await KeymanagerHost.Start(Data, hocon: $"consensoor.validators.web3signer.url = \"{stub.Url}\""))
        {
            Assert.Equal(["error"], await Delete(host, RemoteKeys, _pubkey));
            Assert.NotNull((await Sign(host, Block(_pubkey, 31, 1))).Signature);

            // The file of remote keys is written anew with what it had.
            await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, ImportRemote(stub.Url, KeystoreSamples.Pubkey(4)));
        }

        await using var again = await KeymanagerHost.Start(Data);
        Assert.NotNull((await Sign(again, Block(_pubkey, 32, 1))).Signature);
        Assert.Equal(["deleted"], await Delete(again, RemoteKeys, _pubkey));
    }
}
