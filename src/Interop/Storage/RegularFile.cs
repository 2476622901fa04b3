using System.Runtime.InteropServices;
using System.Text;

namespace Consensoor.Interop.Storage;

/// <summary>
/// Tells regular files from what else may stand under a path, before it is opened: a pipe blocks who opens it, and a device has no end.
/// </summary>
public static class RegularFile
{
    // `statx` of Linux, whose result has the same layout on every architecture: the type stands in the upper bits of the mode.
    private const int AtCurrentFolder = -100;
    private const uint TypeAndMode = 3;
    private const int ModeAt = 28;
    private const int ResultBytes = 256;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>
    /// Says what a path is, followed where it is a link, that is no regular file; null for a regular file, and where nothing is there.
    /// </summary>
    public static string? Problem(string path)
    {
        if (Directory.Exists(path))
        {
            return "is a directory, not a file";
        }

        return TypeOf(path) switch
        {
            null or Regular => null,
            0x2000 or 0x6000 => "is a device, not a file",
            0x1000 => "is a pipe, not a file",
            0xC000 => "is a socket, not a file",
            _ => "is no regular file",
        };
    }

    // Null where nothing is there, and on systems that have no such call: there a pipe is found out when it is read.
    private static int? TypeOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var result = new byte[ResultBytes];
            return StatX(AtCurrentFolder, [.. Encoding.UTF8.GetBytes(path), 0], 0, TypeAndMode, result) == 0
                ? BitConverter.ToUInt16(result, ModeAt) & TypeBits
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] result);
}
