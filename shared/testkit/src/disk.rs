//! A small disk of a test's own, to be filled and freed: a memory file system of a fixed size.
//!
//! Mounting wants root and a kernel that lets it; [`SmallDisk::mount`] says where it cannot. A watchdog takes the
//! mount away however the test process ends. Never used outside tests.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Bytes written at once while the disk is filled.
const PIECE_BYTES: usize = 1 << 20;

/// The smallest piece tried, so that not even a page is left.
const LAST_PIECE_BYTES: usize = 4096;

/// Waits until the pipe closes, which happens when the test process is gone; then takes the mount away.
const WATCHDOG: &str = r#"
trap '' HUP INT TERM
cat >/dev/null
umount -l "$1"
rmdir "$1"
"#;

/// A mounted disk; gone with this value.
#[derive(Debug)]
pub struct SmallDisk {
    folder: PathBuf,
    watchdog: Child,
}

impl SmallDisk {
    /// Mounts a disk of so many mebibytes. Fails where this process may not mount, with the system's words.
    pub fn mount(mebibytes: u32) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("guohe-disk-").tempdir()?.keep();
        let options = format!("size={mebibytes}m,mode=0755");
        let mut command = Command::new("mount");
        let output = command.args(["-t", "tmpfs", "-o", &options, "guohe-test"]).arg(&folder).output()?;
        if !output.status.success() {
            fs::remove_dir(&folder)?;
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(&folder).current_dir("/").process_group(0);
        let watchdog = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { folder, watchdog })
    }

    /// Where it is mounted.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fills it to the last page.
    pub fn fill(&self) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.filler())?;
        let mut size = PIECE_BYTES;
        while size >= LAST_PIECE_BYTES {
            match file.write_all(&vec![0x5a; size]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => size /= 2,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Gives the space back.
    pub fn free(&self) -> io::Result<()> {
        File::create(self.filler())?;
        fs::remove_file(self.filler())
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_takes_nothing_until_it_is_freed() {
        let Ok(disk) = SmallDisk::mount(4) else {
            eprintln!("this process may not mount: nothing to test here");
            return;
        };
        let file = disk.folder().join("file");
        fs::write(&file, "kept").expect("there is room");
        disk.fill().expect("filled");
        let error = fs::write(disk.folder().join("more"), [0; 8192]).expect_err("no room");
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&file).expect("read"), "kept");
        disk.free().expect("freed");
        fs::write(disk.folder().join("more"), [0; 8192]).expect("there is room again");
        let folder = disk.folder().to_owned();
        drop(disk);
        assert!(!folder.exists());
    }
}
