using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>JSON that is well-formed and yet no value: an error that says what and where, never an exception.</summary>
public sealed class JsonTests
{
    private const string Root = "0x0101010101010101010101010101010101010101010101010101010101010101";

    private static readonly SszContext Context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(ForkName.Deneb);

    [Theory]
    [InlineData("{\"epoch\":\"1\",\"root\":\"" + Root + "\"}", SszErrorKind.None, "")]
    [InlineData("{\"epoch\":\"1\",\"epoch\":\"1\",\"root\":\"" + Root + "\"}", SszErrorKind.JsonRepeatedField, "")]
    [InlineData("{\"epoch\":\"1\",\"root\":\"" + Root + "\",\"root\":\"0x\"}", SszErrorKind.JsonRepeatedField, "")]
    [InlineData("{\"epoch\":\"\\ud800\",\"root\":\"" + Root + "\"}", SszErrorKind.JsonNumber, "epoch")]
    [InlineData("{\"epoch\":1,\"root\":\"" + Root + "\"}", SszErrorKind.JsonKind, "epoch")]
    [InlineData("{\"epoch\":\"1\",\"root\":\"0x\\udfff\"}", SszErrorKind.JsonHex, "root")]
    [InlineData("{\"epoch\":\"1\",\"\\ud83d\":\"1\"}", SszErrorKind.JsonText, "")]
    [InlineData("{\"epoch\":\"1\"}", SszErrorKind.JsonMissingField, "")]
    [InlineData("{\"epoch\":\"1\",\"rooot\":\"1\"}", SszErrorKind.JsonUnknownField, "")]
    public void ACheckpointIsReadOrRefused(string json, SszErrorKind kind, string path)
    {
        var failure = default(SszFailure);
        var isRead = Read<Checkpoint>(json, ref failure);
        Assert.Equal(kind == SszErrorKind.None, isRead);
        Assert.Equal((kind, path), (failure.ToError().Kind, failure.ToError().Path));
    }

    [Fact]
    public void TheErrorNamesTheFieldWithinFields()
    {
        var failure = default(SszFailure);
        var twice = $$"""{"epoch":"1","epoch":"2","root":"{{Root}}" }""";
        Assert.False(Read<AttestationData>(
            $$"""{"slot":"1","index":"0","beacon_block_root":"{{Root}}","source":{{twice}},"target":{} }""", ref failure));
        Assert.Equal((SszErrorKind.JsonRepeatedField, "source"), (failure.ToError().Kind, failure.ToError().Path));
    }

    [Fact]
    public void ALargeNumberIsAStringToo()
    {
        foreach (var (json, isRead) in ((string, bool)[])[("\"7\"", true), ("7", false), ("true", false), ("\"\"", false)])
        {
            using var document = JsonDocument.Parse(json);
            var failure = default(SszFailure);
            Assert.Equal(isRead, Spec.Ssz.Codecs.UInt256Codec.TryReadJson(document.RootElement, Context, out _, ref failure));
        }
    }

    private static bool Read<T>(string json, ref SszFailure failure)
        where T : ISszType<T>
    {
        using var document = JsonDocument.Parse(json);
        return T.TryReadJson(document.RootElement, Context, out _, ref failure);
    }
}
