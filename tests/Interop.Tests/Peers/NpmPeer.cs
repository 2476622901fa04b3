using System.Diagnostics;

namespace Consensoor.Interop.Tests.Peers;

/// <summary>
/// Programs of npm that tests talk to. Their packages are installed once, at the versions of a package.json beside the tests, into the
/// ignored folder `artifacts/peers` of the checkout.
/// </summary>
internal static class NpmPeer
{
    /// <summary>What packages depend on is taken as it was then: a version that comes out later changes no test.</summary>
    private const string Newest = "2026-11-15";

    private static readonly Lazy<string?> RegistryObstacle = new(AskRegistry);

    /// <summary>Why a folder's programs cannot run; null where they can.</summary>
    public static string? Obstacle(string name)
    {
        if (!OnPath("node") || !OnPath("npm"))
        {
            return "node and npm are not installed";
        }

        return IsInstalled(name) ? null : RegistryObstacle.Value;
    }

    /// <summary>Installs what a folder needs, where it is not there yet, and gives the folder it is in; one process at a time.</summary>
    public static string Install(string name)
    {
        var folder = Folder(name);
        Directory.CreateDirectory(folder);
        using var alone = Alone(folder + ".lock");
        foreach (var file in Directory.GetFiles(Source(name)))
        {
            CopyIfOther(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        if (!IsInstalled(name))
        {
            const string Arguments = "install --ignore-scripts --no-audit --no-fund --no-package-lock --before=" + Newest;
            var (code, output) = Run("npm", Arguments, folder, 300_000);
            if (code != 0)
            {
                throw new InvalidOperationException($"npm install ended with {code}: {output}");
            }

            File.Copy(Path.Combine(folder, "package.json"), Stamp(name), overwrite: true);
        }

        return folder;
    }

    /// <summary>The tests of two assemblies, which are two processes, may want the same folder at once.</summary>
    private static FileStream Alone(string file)
    {
        var end = DateTime.UtcNow.AddMinutes(6);
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>A file that a program may be reading is not written again for nothing.</summary>
    private static void CopyIfOther(string from, string to)
    {
        if (!File.Exists(to) || !File.ReadAllBytes(from).AsSpan().SequenceEqual(File.ReadAllBytes(to)))
        {
            File.Copy(from, to, overwrite: true);
        }
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Consensoor.Actors.sln")))
        {
            root = root.Parent;
        }

        return root?.FullName ?? throw new InvalidOperationException("the tests do not run within a checkout");
    }

    private static string Source(string name) => Path.Combine(Root(), "tests/Interop.Tests/Peers", name);

    private static string Folder(string name) => Path.Combine(Root(), "artifacts/peers", name);

    private static string Stamp(string name) => Path.Combine(Folder(name), "node_modules/.installed");

    private static bool IsInstalled(string name) =>
        File.Exists(Stamp(name)) && File.ReadAllText(Stamp(name)) == File.ReadAllText(Path.Combine(Source(name), "package.json"));

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string? AskRegistry()
    {
        var (code, _) = Run("npm", "ping --fetch-retries=0 --fetch-timeout=5000", Path.GetTempPath(), 15_000);
        return code == 0 ? null : "the npm registry cannot be reached";
    }

    private static (int Code, string Output) Run(string program, string arguments, string folder, int patience)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, "not in time");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }
}
