using System.Globalization;
using System.Runtime.Intrinsics;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Spec.Crypto.Bls;
using Xunit;
using static Consensoor.Interop.Tests.Keys.KeystoreSamples;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>Many keystores are opened side by side within one bound of memory, and a broken one costs itself only.</summary>
public sealed class KeystoreLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_keys_come_in_the_order_of_their_files_and_each_step_is_told()
    {
        for (var i = 0; i < 20; i++)
        {
            Put(i, $"{i:00}");
        }

        var told = 0;
        using var loaded = Load(isLocking: false, _ => Interlocked.Increment(ref told));
        Assert.Equal(Enumerable.Range(0, 20).Select(Pubkey), loaded.Keys.Select(static key => key.Pubkey));
        Assert.Equal((20, 0, 0), (told, loaded.Refusals.Count, loaded.Unlocked));
        var key = loaded.Keys[7].Secret;
        Assert.Equal(Secret(7).Reveal(), key.Reveal());
        loaded.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Reveal());
    }

    [Fact]
    public void A_broken_file_costs_itself_only_and_is_named()
    {
        Put(0, "a");
        Put(1, "b-no-password");
        File.Delete(_folder.File("secrets/b-no-password.txt"));
        Put(2, "c-wrong-password");
        File.WriteAllText(_folder.File("secrets/c-wrong-password.txt"), "wrong");
        Put(3, "d-no-json");
        File.WriteAllText(_folder.File("keys/d-no-json.json"), "{");
        Put(0, "e-again");
        Directory.CreateDirectory(_folder.File("keys/f-folder"));
        File.CreateSymbolicLink(_folder.File("keys/g-nothing.json"), _folder.File("nowhere"));
        Put(5, "h-version");
        var text = File.ReadAllText(_folder.File("keys/h-version.json"));
        File.WriteAllText(_folder.File("keys/h-version.json"), text.Replace("\"version\": 4", "\"version\": 3"));
        Put(6, "i-password-no-text");
        File.WriteAllBytes(_folder.File("secrets/i-password-no-text.txt"), [0xff]);
        Put(7, "j");
        using var loaded = Load(isLocking: true);
        Assert.Equal([Pubkey(0), Pubkey(7)], loaded.Keys.Select(static key => key.Pubkey));
        (string, KeystoreFault)[] expected =
        [
            ("b-no-password.json", KeystoreFault.NoPassword), ("c-wrong-password.json", KeystoreFault.WrongPassword),
            ("d-no-json.json", KeystoreFault.Malformed), ("e-again.json", KeystoreFault.OtherKey),
            ("g-nothing.json", KeystoreFault.Unreadable), ("h-version.json", KeystoreFault.Version),
            ("i-password-no-text.txt", KeystoreFault.NoPassword),
        ];
        Assert.Equal(
            expected,
            loaded.Refusals.Select(static refusal => (Path.GetFileName(refusal.File), refusal.Fault)).Order());

        // What gave no key is not locked.
        Assert.Equal(["a", "e-again", "j"], Locked());
        loaded.Dispose();
        Assert.Empty(Locked());
    }

    [Fact]
    public void A_keystore_in_use_gives_no_key_and_one_whose_user_is_gone_does()
    {
        Put(0, "a");
        Put(1, "b");
        Put(2, "c");
        Put(3, "d");
        var (keys, ours) = (_folder.File("keys"), Environment.ProcessId);
        using var first = KeystoreLock.Take(Path.Combine(keys, "a.json"), out _);
        Assert.NotNull(first);

        // By number as Teku leaves it: of a process that runs, of one that is gone, and of one of which nothing can be told.
        File.WriteAllBytes(Path.Combine(keys, "b.json.lock"), BitConverter.GetBytes((long)Running));
        File.WriteAllBytes(Path.Combine(keys, "c.json.lock"), BitConverter.GetBytes((long)int.MaxValue));
        File.WriteAllBytes(Path.Combine(keys, "d.json.lock"), BitConverter.GetBytes(1L));
        using var loaded = Load(isLocking: true);
        Assert.Equal([Pubkey(2)], loaded.Keys.Select(static key => key.Pubkey));
        Assert.All(loaded.Refusals, static refusal => Assert.Equal(KeystoreFault.Locked, refusal.Fault));
        Assert.Equal(3, loaded.Refusals.Count);
        Assert.Contains($"process {Running}", loaded.Refusals[1].Reason, StringComparison.Ordinal);
        Assert.Contains("d.json.lock, or is gone, which cannot be told", loaded.Refusals[2].Reason, StringComparison.Ordinal);
        Assert.Equal(ours.ToString(CultureInfo.InvariantCulture), ReadLock("c"));
        Assert.Equal(BitConverter.GetBytes(1L), File.ReadAllBytes(Path.Combine(keys, "d.json.lock")));
        using var without = Load(isLocking: false);
        Assert.Equal(4, without.Keys.Count);
    }

    [Fact]
    public void A_number_of_whoever_holds_the_systems_lock_while_it_runs_is_stale_without_it()
    {
        // Numbers are given again: the process that has it now need not be the one that wrote it.
        string[] left = [Running.ToString(CultureInfo.InvariantCulture), "12345678", "", "1", "no number at all"];
        foreach (var text in left)
        {
            Directory.CreateDirectory(_folder.File("keys"));
            File.WriteAllText(_folder.File("keys/a.json.lock"), text);
            using var taken = KeystoreLock.Take(_folder.File("keys/a.json"), out var refusal);
            Assert.True(taken is not null, refusal?.ToString());
        }
    }

    [Fact]
    public void A_lock_that_may_only_be_read_is_judged_all_the_same()
    {
        var path = _folder.File("a.json.lock");
        File.WriteAllText(path, "12");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        using (var taken = KeystoreLock.Take(_folder.File("a.json"), out _))
        {
            Assert.NotNull(taken);
            Assert.Null(KeystoreLock.Take(_folder.File("a.json"), out var held));
            Assert.Contains("another process has it in use", held!.Reason, StringComparison.Ordinal);
        }

        // A folder in its place can be opened by nobody, the superuser neither.
        Directory.CreateDirectory(_folder.File("b.json.lock"));
        Assert.Null(KeystoreLock.Take(_folder.File("b.json"), out var refusal));
        Assert.Equal(KeystoreFault.Locked, refusal!.Fault);
        Assert.Contains("b.json.lock: may not be read", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_cannot_be_taken_is_not_said_to_be_held()
    {
        // The longest name a file may have leaves no room for that of its lock.
        Assert.Null(KeystoreLock.Take(_folder.File(new string('x', 252)), out var refusal));
        Assert.Equal(KeystoreFault.Locked, refusal!.Fault);
        Assert.Contains("its lock cannot be taken", refusal.Reason, StringComparison.Ordinal);
        Assert.Null(KeystoreLock.Take(_folder.File("nowhere/x"), out refusal));
        Assert.Contains("is not there", refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_it_gives_nothing_and_leaves_no_lock()
    {
        for (var i = 0; i < 8; i++)
        {
            Put(i, $"{i}");
        }

        using var stop = new CancellationTokenSource();
        var loader = new KeystoreLoader(ManagedBls.Shared, Memory, 1, isLocking: true);
        Assert.ThrowsAny<OperationCanceledException>(() => loader.Load(
            new KeystoreSource(_folder.File("keys"), _folder.File("secrets")).Find(out _)!, _ => stop.Cancel(), stop.Token));
        Assert.Empty(Locked());
    }

    [Fact]
    public void A_lock_that_is_let_go_stays_a_file_of_no_process_so_that_all_lock_the_same_one()
    {
        Put(0, "a");
        var (keystore, path) = (_folder.File("keys/a.json"), _folder.File("keys/a.json.lock"));
        var first = KeystoreLock.Take(keystore, out _)!;
        first.Dispose();
        Assert.Equal(long.MaxValue, BitConverter.ToInt64(File.ReadAllBytes(path)));
        using var second = KeystoreLock.Take(keystore, out var refusal);
        Assert.True(second is not null, $"{refusal}");
        Assert.Null(KeystoreLock.Take(keystore, out refusal));
        Assert.Equal(KeystoreFault.Locked, refusal!.Fault);

        // With its keystore it goes.
        second.Forget();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Memory_stays_within_its_bound_whatever_asks_for_it()
    {
        // 96 MiB each: five have room at once.
        var memory = new ScryptMemory(0);
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var room = memory.Rent((96 - (i % 2)) << 16)!;
            Assert.InRange(memory.HeldBytes, 1, KeystoreLimits.MaxScryptBytes);
            memory.Return(room);
        });
        Assert.InRange(memory.HeldBytes, 1, KeystoreLimits.MaxScryptBytes);
    }

    [Fact]
    public async Task Memory_that_the_machine_does_not_give_is_waited_for_while_others_hold_some_and_counts_no_more()
    {
        // Of so many vectors there are none on any machine.
        var left = 1;
        var memory = new ScryptMemory(
            0, vectors => new Vector128<uint>[Interlocked.Decrement(ref left) >= 0 ? vectors : int.MaxValue]);
        var held = memory.Rent(1_000)!;
        var waiting = Task.Run(() => memory.Rent(2_000));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref left) < 0, TimeSpan.FromSeconds(30)));
        Assert.False(waiting.IsCompleted);
        Interlocked.Exchange(ref left, 1);
        memory.Return(held);
        Assert.Equal(2_000, (await waiting.WaitAsync(TimeSpan.FromSeconds(30)))!.Length);

        // What was given back may be kept.
        Assert.True(memory.HeldBytes is 16 * 2_000 or 16 * 3_000);
        memory.Return((await waiting)!);

        // Nobody holds any: there is none, and nothing counts as held.
        Assert.Null(memory.Rent(3_000));
        Assert.Equal(0, memory.HeldBytes);
        var keystore = KeystoreSamples.Seal(0, "x", new KeyDerivationFunction.ByScrypt(2, 1, 1, new byte[32]));
        using var password = Password("x");
        Assert.Null(keystore.Open(password, ManagedBls.Shared, memory, out _, out var problem));
        Assert.Equal(KeystoreFault.TooLarge, problem.Fault);
    }

    [Fact]
    public void Files_are_written_for_their_owner_alone_and_over_none()
    {
        var path = _folder.File("secret");
        Assert.Null(KeystoreFiles.WritePrivate(path, "x"u8));
        Assert.Contains("not overwritten", KeystoreFiles.WritePrivate(path, "y"u8), StringComparison.Ordinal);
        Assert.Equal("x", File.ReadAllText(path));
        Assert.Equal(["secret"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Null(KeystoreFiles.MakePrivateFolder(_folder.File("folder")));
        Assert.Contains("nowhere", KeystoreFiles.WritePrivate(_folder.File("nowhere/secret"), "x"u8), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("folder")));
        }
    }

    // A process that runs, and is not this one.
    private static int Running { get; } = System.Diagnostics.Process.GetProcesses()
        .Select(static process => process.Id)
        .First(static id => id > 1 && id != Environment.ProcessId);

    // Those whose lock somebody holds, by the names of the keystores.
    private string[] Locked() =>
    [
        .. Directory.GetFiles(_folder.File("keys"), "*.lock").Where(static file =>
        {
            using var taken = KeystoreLock.Take(file[..^".lock".Length], out _);
            return taken is null;
        }).Select(static file => Path.GetFileName(file)[..^".json.lock".Length]).Order(),
    ];

    private string ReadLock(string name)
    {
        // The lock is held by this process; what is in it is read by a copy.
        var copy = _folder.File("copy");
        using var cat = System.Diagnostics.Process.Start("cp", [_folder.File($"keys/{name}.json.lock"), copy]);
        cat.WaitForExit();
        return File.ReadAllText(copy);
    }

    private void Put(int index, string name) => KeystoreSamples.Write(
        _folder.File($"keys/{name}.json"), index, _folder.File($"secrets/{name}.txt"), $"contraseña {name}\n");

    private LoadedKeystores Load(bool isLocking, Action<int>? onProgress = null)
    {
        var source = new KeystoreSource(_folder.File("keys"), _folder.File("secrets"));
        var loader = new KeystoreLoader(ManagedBls.Shared, Memory, Environment.ProcessorCount, isLocking);
        return loader.Load(source.Find(out _)!, onProgress ?? (static _ => { }), CancellationToken.None);
    }
}
