using Consensoor.Interop.Keys.Keystores;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>The layouts of other clients are found, each keystore with its own password.</summary>
public sealed class KeystoreSourceTests : IDisposable
{
    private const string Key = "0x8a0a";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("keystore-m_12381_3600_0_0_0-1700000000.json", "keystore-m_12381_3600_0_0_0-1700000000.txt")]
    [InlineData(Key + ".json", Key + ".txt")]
    [InlineData("a/b/" + Key + ".json", "a/b/" + Key + ".txt")]
    [InlineData(Key + ".json", Key)]
    [InlineData(Key + "/voting-keystore.json", Key)]
    [InlineData(Key + "/keystore-m_12381_3600_0_0_0-1700000000.json", Key)]
    [InlineData(Key + "/keystore.json", Key)]
    public void A_keystore_is_found_with_its_password(string keystore, string password)
    {
        Put("keys/" + keystore);
        Put("secrets/" + password);
        var place = Assert.Single(Source().Find(out _)!);
        Assert.Equal(_folder.File("keys/" + keystore), place.File);
        Assert.Equal(_folder.File("secrets/" + password), place.Passwords.First(File.Exists));
    }

    [Fact]
    public void What_is_beside_keystores_is_none()
    {
        string[] others =
        [
            "deposit_data-1700000000.json", ".hidden.json", ".new/x.json", "validator_definitions.yml", "slashing_protection.sqlite",
            "0x8a0a.json.lock", "readme.txt",
        ];
        foreach (var name in others)
        {
            Put("keys/" + name);
        }

        Assert.Empty(Source().Find(out var problem)!);
        Assert.Null(problem);
    }

    [Fact]
    public void One_password_may_be_that_of_all_and_one_keystore_may_be_all()
    {
        Put("keys/b.json");
        Put("keys/a.json");
        Put("password");
        var all = new KeystoreSource(_folder.File("keys"), _folder.File("password")).Find(out _)!;
        Assert.Equal(["a.json", "b.json"], all.Select(static place => Path.GetFileName(place.File)));
        Assert.All(all, place => Assert.Equal([_folder.File("password")], place.Passwords));
        var one = new KeystoreSource(_folder.File("keys/a.json"), _folder.File("secrets")).Find(out _)!;
        Assert.Equal(_folder.File("secrets/a.txt"), Assert.Single(one).Passwords[0]);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        Assert.Null(new KeystoreSource(_folder.File("nowhere"), "x").Find(out var problem));
        Assert.Equal($"{_folder.File("nowhere")}: is not there", problem!.ToString());
    }

    [Fact]
    public void A_loop_of_folders_ends()
    {
        Put("keys/a/b.json");
        Directory.CreateSymbolicLink(_folder.File("keys/a/again"), _folder.File("keys"));
        Assert.True(Source().Find(out _)!.Count < 10);
    }

    [Theory]
    [InlineData("a:b", 1)]
    [InlineData("/keys/teku-keys:/keys/teku-secrets,c:d", 2)]
    [InlineData("", 0)]
    [InlineData("a", 0)]
    [InlineData(":", 0)]
    [InlineData("a:", 0)]
    [InlineData("a:b:c", 0)]
    [InlineData("a:b,", 0)]
    [InlineData("a:b\0", 0)]
    public void Sources_are_read_from_text(string text, int count)
    {
        Assert.Equal(count > 0, KeystoreSource.TryParse(text, out var sources));
        Assert.Equal(count, sources.Count);
    }

    private KeystoreSource Source() => new(_folder.File("keys"), _folder.File("secrets"));

    private void Put(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
