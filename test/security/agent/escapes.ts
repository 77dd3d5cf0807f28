import type { Host } from "./host.js";
import { MARK } from "./host.js";

/** A way out, as a shell command. What it prints must not leak, and the host must stay as it was. */
type Escape = readonly [name: string, command: string];

/** One command for each known way out of a sandbox or to what lies beside it. */
export function escapes({ folder, port, socketName, victimPid }: Host): readonly Escape[] {
  const tcp = (host: string, at: number): string =>
    `exec 3<>/dev/tcp/${host}/${at} && cat <&3 && echo GET >&3`;
  return [
    ["reads a file by its path", `cat ${folder}/secret.txt`],
    ["reads the accounts", "cat /etc/passwd"],
    ["reads the password hashes", "cat /etc/shadow"],
    ["lists homes", "cat /root/.bash_history /home/*/.bash_history /root/.ssh/* /home/*/.ssh/*"],
    ["reads the environment", "env; set"],
    ["reads the environment of its first process", "cat /proc/1/environ"],
    ["reads every environment", "cat /proc/[0-9]*/environ"],
    [
      "reads every command line for paths",
      `cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -F ${folder}/secret.txt`,
    ],
    ["goes through the first process's root", `cat /proc/1/root${folder}/secret.txt`],
    ["goes through its own root", `cat /proc/self/root${folder}/secret.txt`],
    [
      "goes through the first process's folder",
      `cat /proc/1/cwd/../secret.txt /proc/1/cwd/../../secret.txt`,
    ],
    ["climbs", "cat ../secret.txt ../../secret.txt ../../../../../../secret.txt"],
    ["links to it", `ln -s ${folder} way; cat way/secret.txt`],
    ["links to it hard", `ln ${folder}/secret.txt way2 && cat way2`],
    [
      "replaces its workspace by a link",
      `cd /; rm -rf /workspace/* /workspace; ln -s ${folder} /workspace; cat /workspace/secret.txt`,
    ],
    [
      "searches everywhere",
      "grep -rs host-secret- /etc /home /root /tmp /var /run /opt /srv /mnt 2>/dev/null | cut -c1-200",
    ],
    ["finds the file", "find / -xdev -name secret.txt -exec cat {} +"],
    [
      "writes beside the workspace",
      `echo x > ${folder}/secret.txt; mkdir -p ${folder} && touch ${folder}/${MARK}`,
    ],
    [
      "writes to the system",
      `touch /${MARK} /usr/${MARK} /usr/bin/${MARK} /usr/local/${MARK} /etc/${MARK}`,
    ],
    [
      "writes to homes",
      `touch /root/${MARK} /home/${MARK}; mkdir -p /root /home && touch /root/${MARK}`,
    ],
    [
      "writes to the host's temporary folder",
      `touch /tmp/${MARK} /var/tmp/${MARK} /dev/shm/${MARK}`,
    ],
    [
      "replaces a program",
      "cp /bin/true /usr/bin/env; echo x > /bin/sh; rm -f /usr/bin/env /bin/true",
    ],
    ["deletes the system", `rm -rf --no-preserve-root /usr/share/doc ${folder}`],
    ["mounts the file system writable", "mount -o remount,rw /usr; mount -o remount,rw /"],
    ["binds the secret into view", `mount --bind ${folder} /tmp && cat /tmp/secret.txt`],
    ["mounts a fresh proc", "mount -t proc proc /tmp && cat /tmp/1/environ"],
    [
      "mounts a device",
      "mknod disk b 254 0; mount disk /tmp; for d in /dev/vda /dev/sda /dev/nvme0n1; do head -c 64 $d; done",
    ],
    [
      "makes a user namespace",
      `unshare -Ur /bin/bash -c 'mount -t tmpfs none /usr && touch /usr/${MARK} && echo host-secret-4711'`,
    ],
    ["makes a mount namespace", "unshare -m true && echo host-secret-4711"],
    [
      "enters the host's namespaces",
      "nsenter -t 1 -a cat /etc/passwd; nsenter -m/proc/1/ns/mnt cat /etc/passwd",
    ],
    ["changes its root", "chroot / cat /etc/passwd; pivot_root . . && echo host-secret-4711"],
    [
      "becomes root",
      "su -c 'cat /etc/shadow'; sudo -n cat /etc/shadow; setpriv --reuid 0 cat /etc/shadow",
    ],
    [
      "makes a set-user program",
      `cp /bin/cat ./suid && chmod u+s ./suid && ./suid /etc/shadow ${folder}/secret.txt`,
    ],
    [
      "takes capabilities",
      "capsh --print; setpriv --inh-caps +all --ambient-caps +all mount -t tmpfs none /usr && echo host-secret-4711",
    ],
    ["renames the host", "hostname pwned; echo pwned > /proc/sys/kernel/hostname"],
    ["sets the core pattern", "echo '|/workspace/x' > /proc/sys/kernel/core_pattern"],
    ["asks the kernel's magic key", "echo h > /proc/sysrq-trigger && echo host-secret-4711"],
    ["reads memory", "head -c 64 /dev/mem /proc/kcore /dev/kmem && echo host-secret-4711"],
    [
      "reads the kernel's log",
      "dmesg && echo host-secret-4711; head -c 10 /dev/kmsg && echo host-secret-4711",
    ],
    ["kills a process of the host", `kill -9 ${victimPid}`],
    ["kills everything", "kill -9 -1"],
    [
      "reads another process's memory",
      `cat /proc/${victimPid}/maps /proc/${victimPid}/environ && echo host-secret-4711`,
    ],
    ["writes a control group", `mkdir /sys/fs/cgroup/${MARK} && echo host-secret-4711`],
    ["calls the host over loopback", tcp("127.0.0.1", port)],
    ["calls the host by name", tcp("localhost", port)],
    ["calls the host over IPv6", tcp("::ffff:127.0.0.1", port)],
    ["calls the host's metadata service", tcp("169.254.169.254", 80)],
    ["calls out by UDP", `echo x > /dev/udp/127.0.0.1/${port}; sleep 0.1`],
    ["asks for a name", "getent ahosts example.com && echo host-secret-4711"],
    ["brings a network up", "ip link add dummy0 type dummy && echo host-secret-4711"],
    [
      "calls over an abstract socket",
      `perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,pack("S a*",AF_UNIX,"\\0${socketName}")) and print <S>'`,
    ],
    [
      "calls the container or system daemons",
      "ls /var/run/docker.sock /run/docker.sock /run/containerd /run/dbus/system_bus_socket /run/systemd/private && echo host-secret-4711",
    ],
    [
      "schedules work for later",
      `echo 'touch /tmp/${MARK}' | at now; (echo '* * * * * touch /tmp/${MARK}') | crontab -; systemd-run touch /tmp/${MARK}`,
    ],
    [
      "types into the terminal",
      'perl -e \'open(T,"+<","/dev/tty") or exit; ioctl(T,0x5412,$_) for split //,"touch /tmp/x\\n"; print "host-secret-4711"\'',
    ],
    [
      "traces a process of the host",
      `perl -e 'print "host-secret-4711" if syscall(101, 16, ${victimPid}, 0, 0) == 0'`,
    ],
    [
      "looks for open files of ours",
      `for f in /proc/self/fd/*; do readlink $f; done | grep -F ${folder} && echo host-secret-4711`,
    ],
    [
      "raises its limits",
      "ulimit -v unlimited && echo host-secret-4711; ulimit -n 1000000 && echo host-secret-4711",
    ],
    [
      "loads a kernel module",
      "modprobe dummy && echo host-secret-4711; insmod x.ko && echo host-secret-4711",
    ],
    ["reads keys of the kernel", "grep -i . /proc/keys | grep -v _ses | grep -v _uid && echo none"],
    [
      "starts another sandbox",
      "bwrap --dev-bind / / cat /etc/passwd; bwrap --unshare-user true && echo host-secret-4711",
    ],
  ];
}
