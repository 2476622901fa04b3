using System.Collections.Immutable;
using System.Text;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

public sealed class ProposerJsonTests
{
    private const string Key = "0x93247f2209abcacf57b75a51dafae777f9dd38bc7053d1af526f220a7489a6d3a2753e5f3e8b1cfe39b56f43611df74a";

    private static readonly Gen<ulong?> Number =
        Gen.Select(Gen.Bool, Gen.ULong, static (isThere, number) => isThere ? number : (ulong?)null);

    private static readonly Gen<BLSPubkey> Pubkey = Gen.Byte.Array[48].Select(static bytes => new BLSPubkey(bytes));

    private static readonly Gen<BuilderEntry> Builder = Gen.Select(
        Gen.Int[0, 1000], Gen.Byte.Array[0, 40], Pubkey.Array[0, 3], Number, Number, Number,
        static (host, auth, keys, payment, bid, factor) => new BuilderEntry(
            $"https://b{host}.example", auth.Length == 0 ? null : ByteList.Create(auth), keys, payment, bid, factor));

    private static readonly Gen<BuilderConfig?> Builders = Gen.Select(
        Gen.Int[0, 2], Number, Number, Builder.List[0, 3], Gen.Bool,
        static (kind, bid, factor, entries, isEnabled) => kind == 0 ? null : new BuilderConfig(
            bid, factor, kind == 1 ? null : [.. entries.DistinctBy(static entry => (entry.Url, entry.Auth))])
        {
            IsEnabled = isEnabled ? null : false,
        });

    private static readonly Gen<ProposerEntry> Entry = Gen.Select(
        Gen.Byte.Array[20], Gen.ULong[1, ProposerJson.MaxGasLimit], Gen.String[Gen.Char['a', 'z'], 0, 32], Builders, Gen.Int[0, 7],
        static (address, limit, graffiti, builders, has) => new ProposerEntry(
            (has & 1) != 0 && address.Any(static b => b != 0) ? new ExecutionAddress(address) : null,
            (has & 2) != 0 ? limit : null,
            (has & 4) != 0 ? graffiti : null,
            builders));

    [Fact]
    public void WhatIsWrittenIsRead() => Gen.Select(Pubkey, Entry).Array[0, 5].Sample(pairs =>
    {
        var entries = pairs.DistinctBy(static pair => pair.Item1)
            .ToImmutableDictionary(static pair => pair.Item1, static pair => pair.Item2);
        var read = ProposerJson.Read(ProposerJson.Write(entries), out var problem);
        Assert.Null(problem);
        Assert.Equal(entries.Count, read!.Count);
        Assert.All(entries, pair => Assert.Equal(pair.Value, read[pair.Key]));
    }, iter: 200);

    [Theory]
    [InlineData("[]", "the document is no object")]
    [InlineData("{\"0x12\": {}}", "a key is not 48 bytes in 0x hex")]
    [InlineData("{\"KEY\": {}, \"KEY\": {}}", "twice")]
    [InlineData("{\"KEY\": {}, \"UPPER\": {}}", "twice")]
    [InlineData("{\"KEY\": {\"gas_limit\": \"1\", \"gas_limit\": \"2\"}}", "twice")]
    [InlineData("{\"KEY\": {\"gas_limit\": 30000000}}", "KEY.gas_limit")]
    [InlineData("{\"KEY\": {\"gas_limit\": \"0\"}}", "KEY.gas_limit")]
    [InlineData("{\"KEY\": {\"gas_limit\": \"01\"}}", "KEY.gas_limit")]
    [InlineData("{\"KEY\": {\"gas_limit\": \"18446744073709551616\"}}", "KEY.gas_limit")]
    [InlineData("{\"KEY\": {\"fee_recipient\": \"0x0000000000000000000000000000000000000000\"}}", "KEY.fee_recipient")]
    [InlineData("{\"KEY\": {\"fee_recipient\": \"8943545177806ED17B9F23F0a21ee5948eCaa77600\"}}", "KEY.fee_recipient")]
    [InlineData("{\"KEY\": {\"graffiti\": \"ééééééééééééééééé\"}}", "KEY.graffiti")]
    [InlineData("{\"KEY\": {\"graffiti\": \"\\ud800\"}}", "KEY.graffiti")]
    [InlineData("{\"KEY\": {\"fee_recipents\": \"x\"}}", "KEY.fee_recipents is not known")]
    [InlineData("{\"KEY\": {\"builder_config\": {\"builders\": [{}]}}}", "builders[0] has no url")]
    [InlineData("{\"KEY\": {\"builder_config\": {\"builders\": [{\"url\": \"ftp://a\"}]}}}", "builders[0].url")]
    [InlineData("{\"KEY\": {\"builder_config\": {\"builders\": [{\"url\": \"https://a\", \"auth_data\": \"0x\"}]}}}", "auth_data")]
    [InlineData(
        "{\"KEY\": {\"builder_config\": {\"builders\": [{\"url\": \"http://a\", \"auth_data\": \"0x61\"}, {\"url\": \"http://a\"}]}}}",
        "builders[1] has the url and the auth_data")]
    public void WhatIsNoneIsRefusedWithItsPlace(string json, string reason)
    {
        var upper = $"0x{Key[2..].ToUpperInvariant()}";
        var text = json.Replace("KEY", Key, StringComparison.Ordinal).Replace("UPPER", upper, StringComparison.Ordinal);
        Assert.Null(ProposerJson.Read(Encoding.UTF8.GetBytes(text), out var problem));
        Assert.Contains(reason.Replace("KEY", Key, StringComparison.Ordinal), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileIsWrittenForItsOwnerAndAnUnwritableOneKeepsWhatWasThere()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("proposers.json");
        var store = FileProposerStore.Open(path, out _)!;
        var entries = ImmutableDictionary<BLSPubkey, ProposerEntry>.Empty.Add(
            new BLSPubkey(new byte[48]), new ProposerEntry(null, 7, null, null));
        Assert.Null(store.Write(entries));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal(7UL, FileProposerStore.Open(path, out _)!.Entries.Single().Value.GasLimit);

        // A folder where the file beside it should be written.
        Directory.CreateDirectory(folder.File(".proposers.json.new"));
        Assert.NotNull(store.Write(entries.Clear()));
        Assert.Equal(7UL, store.Entries.Single().Value.GasLimit);
        Assert.Equal(7UL, FileProposerStore.Open(path, out _)!.Entries.Single().Value.GasLimit);
    }
}
