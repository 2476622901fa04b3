using Consensoor.Interop.Identity;
using Xunit;

namespace Consensoor.Interop.Tests.Identity;

/// <summary>The file a node's key is kept in.</summary>
public sealed class NodeKeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => System.IO.Path.Combine(_folder.Path, "network", "key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Key_survives_and_only_its_owner_may_read_it()
    {
        var key = NodeKeyFile.LoadOrCreate(File, out var problem);
        Assert.Null(problem);
        Assert.Equal(key!.PeerId, NodeKeyFile.LoadOrCreate(File, out _)!.PeerId);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }

        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void Any_changed_byte_is_found_and_the_file_is_left_alone()
    {
        NodeKeyFile.LoadOrCreate(File, out _);
        var good = System.IO.File.ReadAllBytes(File);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0x01;
            System.IO.File.WriteAllBytes(File, bad);
            if (NodeKeyFile.LoadOrCreate(File, out var problem) is not null)
            {
                // The line end is all that may change without changing what is said.
                Assert.Equal((byte)'\n', good[i]);
                continue;
            }

            Assert.NotNull(problem);
            Assert.Equal(File, problem.Path);
            Assert.DoesNotContain(System.Text.Encoding.ASCII.GetString(good, 0, 64), problem.ToString(), StringComparison.Ordinal);
            Assert.Equal(bad, System.IO.File.ReadAllBytes(File));
        }
    }

    [Theory]
    [InlineData("", NodeKeyFileFault.Malformed)]
    [InlineData("00", NodeKeyFileFault.Malformed)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\n16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
        NodeKeyFileFault.NoSecret)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001\n16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
        NodeKeyFileFault.OtherPeerId)]
    public void Damaged_files_are_refused(string content, NodeKeyFileFault expected)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        Assert.Null(NodeKeyFile.LoadOrCreate(File, out var problem));
        Assert.Equal(expected, problem!.Fault);
    }

    [Fact]
    public void Long_files_and_folders_are_refused()
    {
        Directory.CreateDirectory(File);
        Assert.Null(NodeKeyFile.LoadOrCreate(File, out var problem));
        Assert.Equal(NodeKeyFileFault.Unreadable, problem!.Fault);
        Directory.Delete(File);
        System.IO.File.WriteAllBytes(File, new byte[1 << 20]);
        Assert.Null(NodeKeyFile.LoadOrCreate(File, out problem));
        Assert.Equal(NodeKeyFileFault.TooLong, problem!.Fault);
    }

    // Opening it would wait for somebody who writes.
    [Fact]
    public async Task A_pipe_is_refused_and_not_opened()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File)!);
        using var made = System.Diagnostics.Process.Start("mkfifo", File);
        await made.WaitForExitAsync();
        var opened = Task.Run(() => (NodeKeyFile.LoadOrCreate(File, out var problem), problem));
        var (key, why) = await opened.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(key);
        Assert.Equal((NodeKeyFileFault.Unreadable, "is a pipe, not a file"), (why!.Fault, why.Text));
    }
}
